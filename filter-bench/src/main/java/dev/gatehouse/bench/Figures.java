package dev.gatehouse.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * What was measured of benchmarks, by the method's name and the values of its parameters: the time of a call in
 * nanoseconds, and the bytes it allocates.
 */
public final class Figures {

    private final Map<String, Figure> nanos = new HashMap<>();
    private final Map<String, Figure> bytes = new HashMap<>();

    /** Adds what was measured of a benchmark in another round. */
    public Figures add(double nanosOfACall, double bytesOfACall, String benchmark, Object... params) {
        var key = key(benchmark, params);
        nanos.merge(key, Figure.of(nanosOfACall), (before, one) -> before.and(nanosOfACall));
        bytes.merge(key, Figure.of(bytesOfACall), (before, one) -> before.and(bytesOfACall));
        return this;
    }

    /**
     * Returns the time of a call.
     *
     * @param params the values of the benchmark's parameters, in the order of their names
     * @throws IllegalArgumentException if that was not measured
     */
    public Figure nanos(String benchmark, Object... params) {
        return find(nanos, benchmark, params);
    }

    /** Returns what a call allocates; see {@link #nanos}. */
    public Figure bytes(String benchmark, Object... params) {
        return find(bytes, benchmark, params);
    }

    /** Returns the most that a call allocates, in any round and with any parameters. */
    public Figure mostBytes(String benchmark) {
        return Figure.of(bytes.entrySet().stream()
                .filter(each -> each.getKey().startsWith(benchmark + " "))
                .mapToDouble(each -> each.getValue().greatest())
                .max()
                .orElseThrow(() -> new IllegalArgumentException(benchmark + " is none of " + bytes.keySet())));
    }

    /** Returns the time and the bytes of a call as they stand in tables: {@code 120 (110–130) / 48}. */
    public String cell(String benchmark, Object... params) {
        return nanos(benchmark, params) + " / " + bytes(benchmark, params).whole();
    }

    private static Figure find(Map<String, Figure> figures, String benchmark, Object... params) {
        var figure = figures.get(key(benchmark, params));
        if (figure == null) {
            throw new IllegalArgumentException(key(benchmark, params) + " is none of " + figures.keySet());
        }
        return figure;
    }

    private static String key(String benchmark, Object... params) {
        var key = new StringBuilder(benchmark);
        for (var param : params) {
            key.append(' ').append(param);
        }
        return key.toString();
    }
}
