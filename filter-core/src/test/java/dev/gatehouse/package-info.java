/** What the tests of both filters share: a server in memory, and requests and responses that allocate nothing. */
@NullMarked
package dev.gatehouse;

import org.jspecify.annotations.NullMarked;
