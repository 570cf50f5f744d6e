package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.gatehouse.InMemoryServer;
import dev.gatehouse.Shows;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.HashMap;
import org.junit.jupiter.api.Test;

/** Rules that count only some answers, through a real container. */
final class CountTest extends ServedPolicy {

    private static String counting(String count) {
        return """
                { "rules": [ { "name": "logins", "limits": ["3/minute"], "count": %s } ], "dialects": ["x-ratelimit"] }
                """.formatted(count);
    }

    @Shows("rateLimit.rules.count")
    @Test
    void countsOnlyFailuresIfSoConfigured() throws Exception {
        start(counting("\"failures\""));
        for (var i = 0; i < 5; i++) {
            assertThat(left("GET / HTTP/1.1")).as("a success is given back").isEqualTo("2");
        }
        assertThat(left("GET / HTTP/1.1\nStatus: 401")).isEqualTo("2");
        assertThat(left("GET /throw HTTP/1.1")).as("an exception is a failure").isIn("1", "none");
        assertThat(left("GET / HTTP/1.1\nStatus: 399")).isEqualTo("0");
        assertThat(left("GET / HTTP/1.1\nStatus: 400")).isEqualTo("0");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    @Test
    void countsAnAsynchronousAnswerWhenItIsComplete() throws Exception {
        start(counting("[401]"));
        for (var i = 2; i >= 0; i--) {
            assertThat(status("GET /async HTTP/1.1")).isEqualTo(401);
        }
        assertThat(status("GET / HTTP/1.1")).isEqualTo(429);
    }

    @Test
    void countsOnlyTheStatusesThatAreListed() throws Exception {
        start(counting("[401, 403]"));
        for (var status : new int[] {200, 404, 500, 302}) {
            assertThat(left("GET / HTTP/1.1\nStatus: " + status)).isEqualTo("2");
        }
        assertThat(left("GET / HTTP/1.1\nStatus: 403")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 200")).isEqualTo("1");
    }

    @Test
    void countsOnlySuccessesIfSoConfigured() throws Exception {
        start(counting("\"successes\""));
        assertThat(left("GET / HTTP/1.1\nStatus: 500")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 204")).isEqualTo("2");
        assertThat(left("GET / HTTP/1.1\nStatus: 204")).isEqualTo("1");
    }

    /**
     * Between the question whether an answer is asynchronous and the listener for its end, another thread may end it.
     */
    @Test
    void settlesAnAsynchronousAnswerThatIsCompleteAlready() throws Exception {
        server = new InMemoryServer(context -> {});
        var limited = new RateLimitFilter(policy(counting("\"failures\"")), timeline);
        var config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn("limit");
        when(config.getInitParameterNames()).thenReturn(Collections.emptyEnumeration());
        limited.init(config);
        for (var i = 0; i < 5; i++) {
            var request = mock(HttpServletRequest.class);
            var attributes = new HashMap<String, Object>();
            when(request.getMethod()).thenReturn("GET");
            when(request.getRemoteAddr()).thenReturn("192.0.2.1");
            when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
            when(request.isAsyncStarted()).thenReturn(true);
            when(request.getAsyncContext()).thenThrow(new IllegalStateException("completed"));
            doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                    .when(request)
                    .setAttribute(any(), any());
            when(request.getAttribute(any())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
            var response = mock(HttpServletResponse.class);
            when(response.getStatus()).thenReturn(200);
            limited.doFilter(request, response, (passed, answer) -> {});
            verify(response).setHeader("X-RateLimit-Remaining", "2");
        }
    }
}
