/** What benchmarks of the rate limit say of fixed figures. */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
