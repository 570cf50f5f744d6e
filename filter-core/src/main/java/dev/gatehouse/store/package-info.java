/**
 * What the rate limit needs of a server that several nodes share. {@code filter-redis} implements it; applications need
 * it only to hand over a connection that they have.
 */
@NullMarked
package dev.gatehouse.store;

import org.jspecify.annotations.NullMarked;
