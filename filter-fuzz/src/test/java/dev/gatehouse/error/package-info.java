/** What fuzzing asks of templates of bodies. */
@NullMarked
package dev.gatehouse.error;

import org.jspecify.annotations.NullMarked;
