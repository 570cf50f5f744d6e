package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which plan a caller is on, where only the application can tell. Called once for each request that is counted, by many
 * threads at once; it must not block. If it throws, the request fails: the exception goes to the container, and the
 * application does not see the request.
 */
@FunctionalInterface
public interface PlanResolver {

    /** Returns the name of a plan; null, or a name that the policy does not know, is the default plan. */
    @Nullable
    String planOf(HttpServletRequest request);
}
