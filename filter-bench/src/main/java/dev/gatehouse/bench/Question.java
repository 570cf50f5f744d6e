package dev.gatehouse.bench;

import java.util.function.Function;

/**
 * Something that is asked of the filters.
 *
 * @param name what it is called on the command line
 * @param title the heading of its answer
 * @param answer measures, and returns the answer in Markdown, without headings
 */
public record Question(String name, String title, Function<Jmh, String> answer) {}
