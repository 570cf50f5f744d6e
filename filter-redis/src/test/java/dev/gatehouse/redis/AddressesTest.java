package dev.gatehouse.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What becomes of an address that begins as one does, and is none. */
final class AddressesTest {

    @Test
    void aProblemDoesNotTellThePassword() {
        var policy = RateLimitPolicy.builder()
                .limits("9/minute")
                .store(store -> store.redis("redis://user:hun ter2@redis.example:6379"))
                .build();
        var config = (FilterConfig) Proxy.newProxyInstance(
                FilterConfig.class.getClassLoader(),
                new Class<?>[] {FilterConfig.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getFilterName") ? "f" : Collections.emptyEnumeration());

        var failure = catchThrowableOfType(ServletException.class, () -> new RateLimitFilter(policy).init(config));

        assertThat(failure).hasCauseInstanceOf(InvalidPolicyException.class);
        assertThat(failure)
                .hasMessageContaining("redis is redis://***@redis.example:6379, which is no address of a Redis");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(String.valueOf(at.getMessage())).doesNotContain("hun", "ter2");
        }
    }
}
