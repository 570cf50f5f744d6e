/**
 * The example server: a small JSON API behind both filters, and a page that shows them at work.
 *
 * <pre>
 * port    Jetty -> CorsFilter -> RateLimitFilter -> ApiServlet -> Routes: courses, students, ..., the page
 * port+1  Jetty -> ApiServlet -> Routes: the page again, as another origin; what the first port was asked
 * </pre>
 *
 * <p>{@link dev.gatehouse.example.ExampleServer} puts it together. Read {@code ExamplePolicies} for the two policies
 * and {@code ExampleServer.withFilters} for how the filters are put in front; that is all an application needs. The
 * rest is the application: one noun a file, in memory.
 */
@NullMarked
package dev.gatehouse.example;

import org.jspecify.annotations.NullMarked;
