package dev.gatehouse.http;

import dev.gatehouse.bench.Latencies;
import java.time.Duration;

/** The sums of a variant's slices in one round. Not thread-safe. */
final class Tally {

    private final Latencies latencies = new Latencies();
    private long nanos;
    private long serverNanos;
    private long loadNanos;
    private long inTime;
    private long bytes;

    /** Adds an answer that came before the slice was over. */
    void add(int length, long latency) {
        inTime++;
        addLate(length, latency);
    }

    /** Adds an answer to a request that was under way when the slice was over. */
    void addLate(int length, long latency) {
        latencies.add(latency);
        bytes += length;
    }

    /** Adds the end of a slice: how long it was, and how long threads ran in it. */
    void addSlice(Duration time, Duration server, Duration load) {
        nanos += time.toNanos();
        serverNanos += server.toNanos();
        loadNanos += load.toNanos();
    }

    /** Returns what comes of it. */
    Measured measured() {
        var requests = latencies.total();
        return new Measured(
                inTime * 1e9 / nanos,
                latencies.nanosOf(99) / 1e3,
                serverNanos / 1e3 / requests,
                loadNanos / 1e3 / requests,
                (double) bytes / requests);
    }
}
