package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.StubRequest;
import dev.gatehouse.StubResponse;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What a request makes the filter allocate, of a thousand callers in turn, once they are known. */
final class AllocationTest {

    private static final int CALLERS = 1_000;
    private static final int ROUNDS = 100;
    private static final FilterChain APPLICATION = (request, response) -> {};
    private static final String COUNTED = RateLimitFilter.class.getName() + ".counted.limit";

    private static RateLimitPolicy.Builder plenty() {
        return RateLimitPolicy.builder()
                .limits("1000/hour", "900/minute")
                .by("apiKey")
                .dialects(Dialect.X_RATELIMIT);
    }

    private static StubRequest withKey(int caller) {
        return new StubRequest("GET", "/courses").header("X-API-Key", "%036d".formatted(caller));
    }

    @Test
    void allocatesAtMost100BytesToAdmitByApiKeyWithTheXHeaders() throws Exception {
        assertThat(bytesOfEach(plenty(), AllocationTest::withKey, 200)).isLessThanOrEqualTo(100);
    }

    @Test
    void allocatesOneHeaderValueMoreInBothDialects() throws Exception {
        var both = plenty().dialects(Dialect.X_RATELIMIT, Dialect.RATELIMIT);
        assertThat(bytesOfEach(both, AllocationTest::withKey, 200)).isLessThanOrEqualTo(240);
    }

    @Test
    void allocatesAtMost400BytesToRefuseWithABody() throws Exception {
        var little =
                RateLimitPolicy.builder().limits("1/hour", "2/day").by("apiKey").dialects(Dialect.X_RATELIMIT);
        assertThat(bytesOfEach(little, AllocationTest::withKey, 429)).isLessThanOrEqualTo(400);
    }

    @Test
    void allocatesAtMost100BytesToAdmitByAddress() throws Exception {
        IntFunction<StubRequest> byAddress =
                caller -> new StubRequest("GET", "/").from("192.0." + caller / 250 + "." + caller % 250);
        assertThat(bytesOfEach(plenty().by("address"), byAddress, 200)).isLessThanOrEqualTo(100);
    }

    @Test
    void allocatesAtMost100BytesToAdmitByAnIpv6AddressUnderTheWiderLimit() throws Exception {
        IntFunction<StubRequest> byAddress =
                caller -> new StubRequest("GET", "/").from("2001:db8:" + Integer.toHexString(caller) + "::1");
        assertThat(bytesOfEach(plenty().by("address"), byAddress, 200)).isLessThanOrEqualTo(100);
    }

    @Test
    void allocatesNoMoreForKeysOf8Kilobytes() throws Exception {
        IntFunction<StubRequest> huge =
                caller -> new StubRequest("GET", "/").header("X-API-Key", caller + "k".repeat(8_000));
        assertThat(bytesOfEach(plenty(), huge, 200)).isLessThanOrEqualTo(100);
    }

    /** Rounded down: what the JVM itself allocates now and then in 100,000 requests is no byte for each. */
    private static long bytesOfEach(RateLimitPolicy.Builder policy, IntFunction<StubRequest> caller, int status)
            throws Exception {
        var filter = new RateLimitFilter(policy.build());
        var config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn("limit");
        when(config.getInitParameterNames()).thenReturn(Collections.emptyEnumeration());
        filter.init(config);
        List<StubRequest> requests = new ArrayList<>();
        for (var i = 0; i < CALLERS; i++) {
            requests.add(caller.apply(i));
        }
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var thread = Thread.currentThread().getId();
        var response = new StubResponse();
        var before = 0L;
        for (var round = -ROUNDS; round < ROUNDS; round++) {
            if (round == 0) {
                before = memory.getThreadAllocatedBytes(thread);
            }
            for (var i = 0; i < CALLERS; i++) {
                var request = requests.get(i);
                request.removeAttribute(COUNTED);
                response.reset();
                filter.doFilter(request, response, APPLICATION);
            }
        }
        var bytes = memory.getThreadAllocatedBytes(thread) - before;
        assertThat(response.getStatus()).isEqualTo(status);
        return bytes / (ROUNDS * CALLERS);
    }
}
