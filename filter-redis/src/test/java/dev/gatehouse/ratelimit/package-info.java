/** What benchmarks of the rate limit say of fixed figures, and what requests allocate to the byte. */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
