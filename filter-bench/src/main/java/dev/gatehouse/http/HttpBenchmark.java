package dev.gatehouse.http;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * What do the filters cost a server? Asked over real sockets: this process sends requests to another, in which the
 * server is. All variants are measured in every round, in several short slices and always in another order, so that
 * what else the machine has to do meets them alike.
 */
public final class HttpBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION = new Question("http", "What does it cost a server?", HttpBenchmark::answer);

    /** How many slices of each variant are in a round. */
    private static final int SLICES = 4;

    private final Load load;
    private final Map<Variant, Requests> requests = new EnumMap<>(Variant.class);
    private final Random random = new Random(1);

    private HttpBenchmark(Load load, int port) {
        this.load = load;
        for (var variant : Variant.values()) {
            requests.put(variant, Requests.of(variant, port));
        }
    }

    private static String answer(Jmh jmh) {
        return HttpAnswer.of(
                jmh.isQuick() ? measure(4, 2, Duration.ofMillis(125)) : measure(3, 10, Duration.ofMillis(500)));
    }

    /**
     * Starts a server, measures and ends it.
     *
     * @param warmUps how many rounds come before those that count
     * @param slice how long one variant is asked at a time
     */
    static Rounds measure(int warmUps, int rounds, Duration slice) {
        try (var server = new ServerProcess();
                var load = new Load(server)) {
            var benchmark = new HttpBenchmark(load, server.port());
            benchmark.run(warmUps, slice);
            var measured = benchmark.run(rounds, slice);
            compareLengths(measured);
            return measured;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What is without logic must be as long as what is with it. */
    private static void compareLengths(Rounds measured) {
        var with = measured.of(Variant.BOTH, Measured::bytes).median();
        var without = measured.of(Variant.CONSTANTS, Measured::bytes).median();
        if (Math.abs(with - without) > 1) {
            throw new IllegalStateException("answers have " + with + " bytes, and " + without + " without logic");
        }
    }

    private Rounds run(int rounds, Duration slice) throws IOException {
        var all = new Rounds();
        for (var round = 0; round < rounds; round++) {
            round(slice).forEach((variant, tally) -> all.add(variant, tally.measured()));
        }
        return all;
    }

    private Map<Variant, Tally> round(Duration slice) throws IOException {
        Map<Variant, Tally> tallies = new EnumMap<>(Variant.class);
        var order = new ArrayList<>(requests.entrySet());
        for (var i = 0; i < SLICES; i++) {
            Collections.shuffle(order, random);
            for (var entry : order) {
                var tally = tallies.computeIfAbsent(entry.getKey(), each -> new Tally());
                load.send(entry.getValue(), slice, tally);
            }
        }
        return tallies;
    }
}
