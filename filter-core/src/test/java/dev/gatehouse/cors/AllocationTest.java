package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.StubRequest;
import dev.gatehouse.StubResponse;
import jakarta.servlet.FilterChain;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no request makes the filter allocate, but an allowed actual one, which has one small wrapper. */
final class AllocationTest {

    private static final int REQUESTS = 100_000;
    private static final FilterChain APPLICATION = (request, response) -> {};

    private static final CorsFilter FILTER = new CorsFilter(CorsPolicy.builder()
            .allowedOrigins("https://app.example", "https://www.example", "http://localhost:3000")
            .allowedMethods("PUT")
            .allowedHeaders("Authorization", "X-Request-Id")
            .allowCredentials(true)
            .timingAllowOrigins("https://app.example")
            .onDisallowedOrigin("reject-unsafe")
            .build());

    private record Case(String says, StubRequest request, int status) {
        @Override
        public String toString() {
            return says;
        }
    }

    private static StubRequest request(String method) {
        return new StubRequest(method, "/");
    }

    private static StubRequest preflight(String origin) {
        return request("OPTIONS").header("Origin", origin).header("Access-Control-Request-Method", "PUT");
    }

    static Stream<Case> cases() {
        var app = "https://app.example";
        return Stream.of(
                new Case("no origin", request("GET"), 200),
                new Case("its own origin", request("POST").header("Origin", "http://service.example"), 200),
                new Case("rejected", request("POST").header("Origin", "https://evil.example"), 403),
                new Case("rejected, 8 KB", request("POST").header("Origin", "https://" + "a".repeat(8192)), 403),
                new Case(
                        "rejected WebSocket",
                        request("GET")
                                .header("Origin", "https://evil.example")
                                .header("Upgrade", ",".repeat(1000) + "websocket"),
                        403),
                new Case("preflight", preflight(app), 204),
                new Case(
                        "preflight with headers",
                        preflight(app)
                                .header("Access-Control-Request-Headers", "authorization,content-type,x-request-id"),
                        204),
                new Case(
                        "preflight with headers on two lines, in upper case",
                        preflight(app)
                                .header("Access-Control-Request-Headers", "AUTHORIZATION")
                                .header("Access-Control-Request-Headers", " X-REQUEST-ID ,"),
                        204),
                new Case("preflight of another origin", preflight("https://evil.example"), 403),
                new Case("preflight with a repeated origin", preflight(app).header("Origin", app), 403),
                new Case(
                        "preflight for another method",
                        request("OPTIONS")
                                .header("Origin", app)
                                .header("Access-Control-Request-Method", "P".repeat(8192)),
                        403),
                new Case(
                        "preflight for other headers",
                        preflight(app).header("Access-Control-Request-Headers", "authorization,x-other"),
                        403),
                new Case(
                        "preflight, 8 KB of commas",
                        preflight(app).header("Access-Control-Request-Headers", ",".repeat(8192)),
                        403),
                new Case(
                        "preflight, a name of 4 KB",
                        preflight(app).header("Access-Control-Request-Headers", "x".repeat(4096)),
                        403));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allocatesNothing(Case row) throws Exception {
        assertThat(bytesOfEach(row.request(), row.status())).isZero();
    }

    @Test
    void allocatesOneWrapperForAnAllowedActualRequest() throws Exception {
        var actual = request("GET").header("Origin", "https://app.example");

        assertThat(bytesOfEach(actual, 200)).isLessThanOrEqualTo(32);
    }

    /** Rounded down: what the JVM itself allocates now and then in 100,000 requests is no byte for each. */
    private static long bytesOfEach(StubRequest request, int status) throws Exception {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var thread = Thread.currentThread().getId();
        var response = new StubResponse();
        var before = 0L;
        for (var i = -REQUESTS / 4; i < REQUESTS; i++) {
            if (i == 0) {
                before = memory.getThreadAllocatedBytes(thread);
            }
            response.reset();
            FILTER.doFilter(request, response, APPLICATION);
        }
        var bytes = memory.getThreadAllocatedBytes(thread) - before;
        assertThat(response.getStatus()).isEqualTo(status);
        return bytes / REQUESTS;
    }
}
