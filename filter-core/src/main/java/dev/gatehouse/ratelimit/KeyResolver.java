package dev.gatehouse.ratelimit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, where only the application can tell: a tenant, a device, an account. Called once for each request
 * that is counted, by many threads at once, before the application sees the request; it must not block. If it throws,
 * the request fails: the exception goes to the container, and the application does not see the request.
 */
@FunctionalInterface
public interface KeyResolver {

    /**
     * Returns what tells this request's caller from others. It is digested at once and never kept.
     *
     * @return null or an empty text if the request has none; it is then counted as its address
     */
    @Nullable
    String keyOf(HttpServletRequest request);
}
