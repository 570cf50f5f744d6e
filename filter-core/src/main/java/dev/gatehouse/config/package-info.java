/**
 * How what an operator writes becomes a policy, or a list of everything that is wrong with it.
 *
 * <pre>
 * init-params ─┐
 * policy file ─┼─&gt; Settings ──&gt; SettingsReader ──&gt; an immutable policy, or InvalidPolicyException
 * builder ─────┘   names, values,   types, ranges,
 *                  their places     Problems
 * </pre>
 *
 * <p>It is for the filters' own packages; applications meet {@link dev.gatehouse.InvalidPolicyException}.
 */
@NullMarked
package dev.gatehouse.config;

import org.jspecify.annotations.NullMarked;
