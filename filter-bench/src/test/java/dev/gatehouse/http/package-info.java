/** That a server is asked as it should be, and what is said of fixed figures. */
@NullMarked
package dev.gatehouse.http;

import org.jspecify.annotations.NullMarked;
