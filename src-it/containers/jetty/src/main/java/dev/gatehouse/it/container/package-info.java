/** A servlet container, to be loaded where nothing else is. */
@NullMarked
package dev.gatehouse.it.container;

import org.jspecify.annotations.NullMarked;
