/** The product as users meet it: over real sockets, in a WAR, in a server of their own, and as a process. */
@NullMarked
package dev.gatehouse.it;

import org.jspecify.annotations.NullMarked;
