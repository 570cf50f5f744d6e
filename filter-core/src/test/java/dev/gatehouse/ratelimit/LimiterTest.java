package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.gatehouse.ThreadLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the log says of requests: little, as an attacker chooses how many there are. */
final class LimiterTest {

    private final AtomicLong clock = new AtomicLong(1_700_006_400L * Timeline.SECOND);
    private final Timeline timeline = new Timeline(clock::get, clock::get);

    private static RateLimitPolicy shadow(String limit) {
        return RateLimitPolicy.builder().limits(limit).mode(Mode.SHADOW).build();
    }

    private static void admit(Limiter limiter, int requests) throws Exception {
        for (var i = 0; i < requests; i++) {
            var request = mock(HttpServletRequest.class);
            when(request.getMethod()).thenReturn("GET");
            when(request.getRemoteAddr()).thenReturn("192.0.2.1");
            assertThat(limiter.admit(request, mock(HttpServletResponse.class), null))
                    .isSameAs(request);
        }
    }

    @Test
    void tellsOnceAMinuteWhatShadowModeLetsPass() throws Exception {
        var limiter = new Limiter(shadow("2/day"), new Kept(timeline, CountedBody.roomForAll()));
        try (var log = ThreadLog.of(RateLimitFilter.class)) {
            admit(limiter, 2);
            assertThat(log.lines()).isEmpty();
            admit(limiter, 3);
            clock.addAndGet(60 * Timeline.SECOND - 1);
            admit(limiter, 1);
            assertThat(log.lines()).containsExactly("INFO: Shadow mode: 1 requests so far would have been refused");
            clock.addAndGet(1);
            var next = limiter.followedBy(shadow("1/day"));
            admit(next, 3);
            assertThat(log.lines())
                    .as("also where another policy has come into force")
                    .hasSize(2)
                    .last()
                    .isEqualTo("INFO: Shadow mode: 5 requests so far would have been refused");
            next.close();
        }
    }
}
