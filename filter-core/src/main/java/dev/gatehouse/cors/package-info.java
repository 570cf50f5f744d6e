/**
 * Which origins' pages may talk to this application: the server's half of the WHATWG Fetch standard's CORS protocol.
 *
 * <pre>
 * CorsFilter   reads the request's headers ──&gt; CorsPolicy decides ──&gt; answers, or passes with the headers set
 *    │                                             │
 *    ├ SameOrigin     is it the service's own?     ├ Origin            judged once, when the policy is built
 *    ├ CorsResponse   keeps the headers            ├ FetchNames        the standard's lists of names
 *    └ Vary           merged, never set over       └ RequestedHeaders  checked in place, on each preflight
 * </pre>
 *
 * <p>A policy is built and asked without a servlet container:
 *
 * <pre>{@code
 * var policy = CorsPolicy.builder()
 *         .allowedOrigins("https://app.example.com")
 *         .allowedMethods("PUT", "DELETE")
 *         .allowedHeaders("Authorization")
 *         .build();
 * context.addFilter(new FilterHolder(new CorsFilter(policy)), "/*", EnumSet.of(DispatcherType.REQUEST));
 * }</pre>
 *
 * <p>What it costs is decided when the policy is built: a request meets one look-up in a set and constant strings.
 */
@NullMarked
package dev.gatehouse.cors;

import org.jspecify.annotations.NullMarked;
