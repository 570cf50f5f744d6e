/**
 * The check before deployment: {@code java -jar filter-core-all.jar check policy.json}. It reads a policy file as the
 * filters do and prints all that is wrong with it or, if nothing is, what it means. It needs no servlet container.
 *
 * <p>Beside the filters, it is the only thing that may know both of them; nothing knows it.
 */
@NullMarked
package dev.gatehouse.check;

import org.jspecify.annotations.NullMarked;
