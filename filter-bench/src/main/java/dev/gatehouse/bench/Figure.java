package dev.gatehouse.bench;

import java.util.Locale;

/**
 * What was measured of one benchmark.
 *
 * @param nanos the time of one call, on average
 * @param error half of that time's confidence interval of 99.9%; not a number if there were too few measurements
 * @param bytes what one call allocates
 */
public record Figure(double nanos, double error, double bytes) {

    /** Returns how much longer this takes than another. */
    public Figure over(Figure other) {
        var ratio = nanos / other.nanos;
        return new Figure(ratio, ratio * Math.hypot(error / nanos, other.error / other.nanos), bytes / other.bytes);
    }

    /** Returns the time, or the ratio of times, with its error. */
    public String time() {
        var format = nanos < 10 ? "%.2f" : nanos < 100 ? "%.1f" : "%,.0f";
        var text = String.format(Locale.ROOT, format, nanos);
        return Double.isNaN(error) ? text : text + String.format(Locale.ROOT, " ± " + format, error);
    }

    /** Returns the bytes, to the nearest whole one. */
    public String allocated() {
        return String.format(Locale.ROOT, "%,d", Math.round(bytes));
    }
}
