/** What CORS allocates, and what its benchmarks say of fixed figures. */
@NullMarked
package dev.gatehouse.cors;

import org.jspecify.annotations.NullMarked;
