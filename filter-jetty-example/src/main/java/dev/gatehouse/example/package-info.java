/** The example server: a small JSON API behind both filters. */
@NullMarked
package dev.gatehouse.example;

import org.jspecify.annotations.NullMarked;
