/** What fuzzing asks of addresses, forwarding headers and paths. */
@NullMarked
package dev.gatehouse.client;

import org.jspecify.annotations.NullMarked;
