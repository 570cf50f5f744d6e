/** An application of a framework, to be loaded where nothing else is. */
@NullMarked
package dev.gatehouse.it.framework;

import org.jspecify.annotations.NullMarked;
