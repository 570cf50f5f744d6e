/**
 * Who is calling: addresses behind proxies, and digests that stand for callers.
 *
 * <p>Public for the filters' own packages only; it may change in any release.
 */
@NullMarked
package dev.gatehouse.client;

import org.jspecify.annotations.NullMarked;
