/**
 * How often each caller may. {@link dev.gatehouse.ratelimit.RateLimitFilter} stands in front of an application and asks
 * a {@link dev.gatehouse.ratelimit.RateLimitPolicy}:
 *
 * <pre>
 * var policy = RateLimitPolicy.builder().limits("1000/hour", "100/minute").by("apiKey").build();
 * context.addFilter(new FilterHolder(new RateLimitFilter(policy)), "/*", EnumSet.of(DispatcherType.REQUEST));
 * </pre>
 *
 * <p>One request's way: {@code RuleSet} finds the rules that are for it, {@code Identity} says who is calling, a
 * {@code Charge} holds all that the request would cost, a {@code Part} for each subject, {@code CaffeineStore} takes it
 * whole or not at all and says in each {@code Line} what that leaves of a limit, {@code HeaderFields} and
 * {@code Refusal} tell the client. The arithmetic of each algorithm is a {@code Meter}: pure, on a few words of a
 * bucket. A policy is read by {@code PolicyReader} and the readers of its parts, and put to work by {@code Limiter}.
 */
@NullMarked
package dev.gatehouse.ratelimit;

import org.jspecify.annotations.NullMarked;
