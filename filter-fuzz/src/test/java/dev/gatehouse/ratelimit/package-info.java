/** What fuzzing asks of limits and of counted bodies. */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
