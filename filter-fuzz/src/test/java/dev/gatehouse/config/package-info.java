/** What fuzzing asks of whole policies, as files and as init-params. */
@NullMarked
package dev.gatehouse.config;

import org.jspecify.annotations.NullMarked;
