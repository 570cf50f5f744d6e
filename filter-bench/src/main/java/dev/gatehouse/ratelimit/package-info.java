/** Benchmarks of the rate limit, here so that they reach what is not public. */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
