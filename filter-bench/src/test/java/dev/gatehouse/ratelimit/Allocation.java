package dev.gatehouse.ratelimit;

import com.sun.management.ThreadMXBean;
import dev.gatehouse.bench.Jvm;
import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubConfig;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What requests make the filter allocate: what its code says, and no less, whatever compilers make of it. Where the
 * server's compiler finds that an object never leaves a method it leaves it out, but not in every run, nor in each
 * version of Java; so this measures in a JVM of its own without that compiler. The clock stands still.
 */
final class Allocation {

    static final int CALLERS = 20;

    private static final int ROUNDS = 50;
    private static final long NOW = 1_700_000_000_000_000_000L;

    /** What tells a filter that it has seen a request. */
    private static final String COUNTED = RateLimitFilter.class.getName() + ".counted.filter";

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Returns the status and the bytes of each row, by its description. */
    static Map<String, String> ofAll() {
        return Jvm.linesByName(Allocation.class, List.of("-XX:TieredStopAtLevel=1"));
    }

    /** Measures all rows and prints what comes of them. */
    public static void main(String... none) throws IOException, ServletException {
        for (var row : rows().toList()) {
            System.out.println(row.what() + "=" + of(row));
        }
    }

    static Stream<Row> rows() {
        return Stream.of(PassedRequests.rows(), RefusedRequests.rows(), JdkRequests.rows())
                .flatMap(Function.identity());
    }

    /** Returns the status, and the bytes of the request in the middle: now and then one is told a new number. */
    private static String of(Row row) throws IOException, ServletException {
        var policy = row.policy().build();
        var filter = StubConfig.start(
                new RateLimitFilter(policy, new Timeline(() -> NOW, () -> NOW), new Room(row.room())), Map.of());
        var requests = IntStream.range(0, CALLERS).mapToObj(row.request()).toArray(StubRequest[]::new);
        var response = new StubResponse();
        var application = new StubChain();
        FilterChain chain =
                row.mappings() == 1 ? application : (next, answer) -> filter.doFilter(next, answer, application);
        if (row.isWatched()) {
            filter.journal().open();
        }
        var bytes = new long[ROUNDS * CALLERS];
        for (var i = -bytes.length; i < bytes.length; i++) {
            var request = requests[Math.floorMod(i, CALLERS)];
            request.removeAttribute(COUNTED);
            request.rewind();
            response.reset();
            filter.journal().read(decision -> {});
            var before = MEMORY.getCurrentThreadAllocatedBytes();
            filter.doFilter(request, response, chain);
            if (i >= 0) {
                bytes[i] = MEMORY.getCurrentThreadAllocatedBytes() - before;
            }
        }
        filter.destroy();
        Arrays.sort(bytes);
        return response.getStatus() + ", " + bytes[bytes.length / 2] + " bytes";
    }
}
