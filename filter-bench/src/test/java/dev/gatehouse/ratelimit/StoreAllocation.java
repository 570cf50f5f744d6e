package dev.gatehouse.ratelimit;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubConfig;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import dev.gatehouse.redis.RedisUnderTest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What requests make the filter allocate in their own thread where buckets are in a Redis. Run in a JVM without the
 * server's compiler, which leaves objects out where it can: this measures what the code says.
 */
final class StoreAllocation {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLERS = 20;
    private static final int REQUESTS = 1_000;

    private StoreAllocation() {}

    /** Measures all and prints the status and the bytes of each. */
    public static void main(String... none) throws Exception {
        try (var redis = RedisUnderTest.start()) {
            print("exact", redis, Row.two(), store -> {}, () -> {});
            print("exact, known to be refused", redis, Row.reached(), store -> {}, () -> {});
            print("lease, for what it takes from it", redis, Row.two(), store -> store.mode(StoreMode.LEASE), () -> {});
            print("lease, known to be refused", redis, Row.reached(), store -> store.mode(StoreMode.LEASE), () -> {});
            print("gone, local", redis, Row.two(), store -> {}, redis::kill);
            redis.startAgain();
            print("gone, open: an exception", redis, Row.two(), store -> store.onFailure(OnFailure.OPEN), redis::kill);
            redis.startAgain();
            print(
                    "gone, closed: an exception",
                    redis,
                    Row.two(),
                    store -> store.onFailure(OnFailure.CLOSED),
                    redis::kill);
            redis.startAgain();
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /**
     * Measures one.
     *
     * @param store what it has besides the server and a deadline that is long
     * @param then what happens between the first requests and those that are measured
     */
    private static void print(
            String name, RedisUnderTest redis, RateLimitPolicy.Builder policy, Consumer<StoreBuilder> store, Step then)
            throws Exception {
        try (var server = redis.connect()) {
            var filter = StubConfig.start(
                    new RateLimitFilter(policy.store(settings ->
                                    store.accept(settings.server(server).deadline(Duration.ofSeconds(5))))
                            .build()),
                    Map.of());
            var requests = IntStream.range(0, CALLERS).mapToObj(Row::byKey).toArray(StubRequest[]::new);
            var bytes = new long[REQUESTS];
            var response = new StubResponse();
            var application = new StubChain();
            for (var i = -REQUESTS; i < REQUESTS; i++) {
                if (i == -REQUESTS / 2) {
                    then.run();
                }
                var request = requests[Math.floorMod(i, CALLERS)];
                request.removeAttribute(RateLimitFilter.class.getName() + ".counted.filter");
                request.rewind();
                response.reset();
                var before = MEMORY.getCurrentThreadAllocatedBytes();
                filter.doFilter(request, response, application);
                if (i >= 0) {
                    bytes[i] = MEMORY.getCurrentThreadAllocatedBytes() - before;
                }
            }
            filter.destroy();
            Arrays.sort(bytes);
            System.out.println(name + "=" + response.getStatus() + ", " + bytes[REQUESTS / 2] + " bytes");
        }
    }
}
