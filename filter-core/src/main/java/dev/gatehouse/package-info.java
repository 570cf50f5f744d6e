/** What an application meets whose configuration of a filter cannot be right: everything that is wrong with it. */
@NullMarked
package dev.gatehouse;

import org.jspecify.annotations.NullMarked;
