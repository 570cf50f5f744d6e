/** Benchmarks of CORS, ours and that of other projects, here so that they reach what is not public. */
@NullMarked
package dev.gatehouse.cors;

import org.jspecify.annotations.NullMarked;
