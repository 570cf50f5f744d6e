/** What fuzzing asks of origins and of lists of request headers. */
@NullMarked
package dev.gatehouse.cors;

import org.jspecify.annotations.NullMarked;
