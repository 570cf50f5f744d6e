/**
 * The JSON bodies of answers that the filters give themselves.
 *
 * <p>Public for the filters' own packages only; it may change in any release.
 */
@NullMarked
package dev.gatehouse.error;

import org.jspecify.annotations.NullMarked;
