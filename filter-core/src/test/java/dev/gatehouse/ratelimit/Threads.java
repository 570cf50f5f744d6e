package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Does something in several threads at once. */
final class Threads {

    private Threads() {}

    interface Work {
        void run(int thread) throws Exception;
    }

    /** Runs threads that all begin at once, and waits for them. */
    static void run(int count, Work work) throws InterruptedException {
        var gate = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        for (var i = 0; i < count; i++) {
            var number = i;
            var thread = new Thread(() -> {
                try {
                    gate.await();
                    work.run(number);
                } catch (Throwable e) {
                    thrown.add(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        gate.countDown();
        for (var thread : threads) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(thrown).isEmpty();
    }
}
