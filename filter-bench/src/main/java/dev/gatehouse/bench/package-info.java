/**
 * What every benchmark needs. {@link dev.gatehouse.bench.Benchmarks} asks questions; a
 * {@link dev.gatehouse.bench.Question} is answered by one class, most often of JMH benchmarks, which lives in the
 * package of what it measures; {@link dev.gatehouse.bench.Jmh} measures all of those alike;
 * {@link dev.gatehouse.bench.Page} keeps the answers in {@code docs/benchmarks.md}.
 * {@link dev.gatehouse.bench.StubRequest} and the other stubs stand in for a container, and allocate nothing.
 *
 * <p>A new question is a class with {@code public static final Question QUESTION}, and its line in {@code Benchmarks}.
 */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
