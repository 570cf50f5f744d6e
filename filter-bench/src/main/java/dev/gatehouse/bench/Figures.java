package dev.gatehouse.bench;

import java.util.HashMap;
import java.util.Map;

/** What was measured of all benchmarks of a class, by the method's name and the values of its parameters. */
public final class Figures {

    private final Map<String, Figure> figures = new HashMap<>();

    /** Adds a figure. */
    public Figures add(Figure figure, String benchmark, Object... params) {
        figures.put(key(benchmark, params), figure);
        return this;
    }

    /**
     * Returns a figure.
     *
     * @param params the values of the benchmark's parameters, in the order of their names
     * @throws IllegalArgumentException if that was not measured
     */
    public Figure of(String benchmark, Object... params) {
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
