/** That benchmarks run and answers are written. */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
