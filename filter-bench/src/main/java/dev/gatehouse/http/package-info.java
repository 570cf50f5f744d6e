/**
 * What the filters cost a server. {@link dev.gatehouse.http.HttpBenchmark} starts a {@code VariantServer} in a process
 * of its own, and sends it a {@code Load} over real sockets, slice by slice: every {@code Variant} of filters in turn,
 * in many rounds. {@code Slices} are what comes of it, and {@code HttpAnswer} says it.
 *
 * <p>Every answer is looked at: an {@code AnswerShape} says which status, headers and length it must have.
 */
@NullMarked
package dev.gatehouse.http;

import org.jspecify.annotations.NullMarked;
