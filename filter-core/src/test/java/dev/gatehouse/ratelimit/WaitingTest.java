package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that wait for as long as they are told, of each algorithm: neither a second too long nor one too short. */
final class WaitingTest extends ServedPolicy {

    private void start(Algorithm algorithm, String... limits) throws Exception {
        if (server != null) {
            server.close();
        }
        clock.set(MIDNIGHT * Timeline.SECOND);
        start(RateLimitPolicy.builder().limits(limits).algorithm(algorithm).build());
    }

    private void passSeconds(double seconds) {
        clock.addAndGet((long) (seconds * Timeline.SECOND));
    }

    private void passUntil(long unixSecond) {
        clock.set(unixSecond * Timeline.SECOND);
    }

    /** A client that waits as it was told is admitted; one that waits a second less is not. Asking costs nothing. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void namesTheFirstSecondAtWhichARetryIsAdmitted(Algorithm algorithm) throws Exception {
        for (var beginning = 0.0; beginning < 60; beginning += 7.3) {
            start(algorithm, "5/minute", "8/15m");
            passSeconds(beginning);
            for (var round = 0; round < 12; round++) {
                while (status("GET / HTTP/1.1") == 200) {
                    passSeconds(0.7);
                }
                var refusal = running().send("GET / HTTP/1.1");
                var wait = Integer.parseInt(refusal.values("Retry-After").get(0));
                assertThat(wait).isPositive();
                if (wait > 1) {
                    pass(wait - 1);
                    assertThat(status("GET / HTTP/1.1"))
                            .as("%s, a second less than %d", algorithm, wait)
                            .isEqualTo(429);
                    passSeconds(1);
                } else {
                    passSeconds(1);
                }
                assertThat(status("GET / HTTP/1.1"))
                        .as("%s, after %d", algorithm, wait)
                        .isEqualTo(200);
            }
        }
    }

    /** At the reset everything is back; for a client that waits until then its whole limit, and not a second before. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void namesTheSecondAtWhichTheLimitIsWholeAgain(Algorithm algorithm) throws Exception {
        for (var used = 1; used <= 5; used++) {
            for (var early : new int[] {1, 0}) {
                start(algorithm, "5/minute");
                passSeconds(13.37);
                var reset = 0L;
                for (var i = 0; i < used; i++) {
                    reset = Long.parseLong(header("X-RateLimit-Reset", "GET / HTTP/1.1"));
                }
                passUntil(reset - early);
                var left = header("X-RateLimit-Remaining", "GET / HTTP/1.1");
                var name = algorithm + ", " + used + " used, " + early + " s before the reset: " + left;
                assertThat(left.equals("4")).as(name).isEqualTo(early == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void admitsAClientThatWaitsUntilTheReset(Algorithm algorithm) throws Exception {
        start(algorithm, "5/minute", "11/15m");
        passSeconds(13.37);
        for (var round = 0; round < 6; round++) {
            while (status("GET / HTTP/1.1") == 200) {
                passSeconds(0.9);
            }
            passUntil(Long.parseLong(header("X-RateLimit-Reset", "GET / HTTP/1.1")));
            assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        }
    }

    /** Two limits run out together; the reset that is told is the later one. */
    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void namesTheResetOfTheLimitThatTakesLongestWhereSeveralAreUsedUp(Algorithm algorithm) throws Exception {
        start(algorithm, "10/minute", "20/hour");
        var reset = "";
        for (var i = 0; i < 20; i++) {
            if (i == 10) {
                passSeconds(70);
            }
            reset = header("X-RateLimit-Reset", "GET / HTTP/1.1");
        }
        passUntil(Long.parseLong(reset));
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
    }
}
