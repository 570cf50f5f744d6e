/** What fuzz tests share: inputs that are lines of text, and requests of little else. */
@NullMarked
package dev.gatehouse.fuzz;

import org.jspecify.annotations.NullMarked;
