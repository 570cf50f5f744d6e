package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Waits for what comes by itself, as a changed policy does. */
final class Await {

    private static final long SECONDS = 15;
    private static final long MILLIS_BETWEEN = 50;

    private Await() {}

    /** Asks until the answer is as wanted, and returns it. What asking uses up is the caller's affair. */
    static <T> T until(String what, Callable<T> asking, Predicate<? super T> wanted) throws Exception {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        var answer = asking.call();
        while (!wanted.test(answer)) {
            assertThat(System.nanoTime()).as("%s; last was %s", what, answer).isLessThan(end);
            Thread.sleep(MILLIS_BETWEEN);
            answer = asking.call();
        }
        return answer;
    }
}
