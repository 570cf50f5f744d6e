package dev.gatehouse.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What was measured of one thing, once in each round. All that is compared is measured in every round, so that a
 * machine which is slower in one of them is slower for all: ratios are taken round by round. Immutable.
 */
public final class Figure {

    private final double[] rounds;

    private Figure(double[] rounds) {
        this.rounds = rounds;
    }

    /** Returns a figure of these measurements, one of each round. */
    public static Figure of(double... rounds) {
        return new Figure(rounds.clone());
    }

    private static Figure of(int rounds, IntToDoubleFunction measurement) {
        return new Figure(IntStream.range(0, rounds).mapToDouble(measurement).toArray());
    }

    /** Returns this figure with another round after its own. */
    Figure and(double round) {
        var more = Arrays.copyOf(rounds, rounds.length + 1);
        more[rounds.length] = round;
        return new Figure(more);
    }

    /** Returns how many times as much this is as another, in each round. */
    public Figure over(Figure other) {
        return of(Math.min(rounds.length, other.rounds.length), i -> rounds[i] / other.rounds[i]);
    }

    /** Returns how much more this is than another, in each round. */
    public Figure minus(Figure other) {
        return of(Math.min(rounds.length, other.rounds.length), i -> rounds[i] - other.rounds[i]);
    }

    /** Returns the less of this and another, in each round. */
    public Figure min(Figure other) {
        return of(Math.min(rounds.length, other.rounds.length), i -> Math.min(rounds[i], other.rounds[i]));
    }

    /** Returns the measurement that half of the rounds are below. */
    public double median() {
        var sorted = rounds.clone();
        Arrays.sort(sorted);
        var middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the least of all rounds. */
    public double least() {
        return Arrays.stream(rounds).min().orElseThrow();
    }

    /** Returns the greatest of all rounds. */
    public double greatest() {
        return Arrays.stream(rounds).max().orElseThrow();
    }

    /** Returns the median, and in brackets the least and the greatest if there are several rounds. */
    @Override
    public String toString() {
        var text = text(median());
        return rounds.length == 1 ? text : text + " (" + text(least()) + "–" + text(greatest()) + ")";
    }

    /** Returns the median alone, as a whole number. */
    public String whole() {
        return String.format(Locale.ROOT, "%,d", Math.round(median()));
    }

    private static String text(double number) {
        var size = Math.abs(number);
        var format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, number);
    }
}
