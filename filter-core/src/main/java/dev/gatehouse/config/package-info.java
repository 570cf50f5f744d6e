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
 * <p>Applications meet {@link dev.gatehouse.config.InvalidPolicyException} and
 * {@link dev.gatehouse.config.ConfigProblem}. The rest is public for the filters' own packages only and may change in
 * any release.
 */
@NullMarked
package dev.gatehouse.config;

import org.jspecify.annotations.NullMarked;
