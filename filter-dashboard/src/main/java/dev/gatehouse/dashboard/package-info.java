/** A page, and the JSON behind it, on who uses how much of which limit. */
@NullMarked
package dev.gatehouse.dashboard;

import org.jspecify.annotations.NullMarked;
