@NullMarked
package dev.gatehouse.dashboard;

import org.jspecify.annotations.NullMarked;
