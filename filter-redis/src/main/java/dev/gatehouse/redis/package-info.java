/** Redis and Valkey as the server that several nodes share. */
@NullMarked
package dev.gatehouse.redis;

import org.jspecify.annotations.NullMarked;
