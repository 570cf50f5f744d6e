package dev.gatehouse.ratelimit;

/**
 * A number to divide by again and again. A processor takes longer to divide two longs than for all else in a decision;
 * this multiplies by the inverse, as a double, and mends what that rounds. Immutable.
 */
final class Divisor {

    private final long divisor;
    private final double inverse;

    /** Makes one of a number from 1 on. */
    Divisor(long divisor) {
        this.divisor = divisor;
        this.inverse = 1.0 / divisor;
    }

    /** Returns a number, from 0 to 2<sup>62</sup>, divided and rounded down. */
    long floor(long number) {
        if (divisor == 1) {
            return number;
        }
        var quotient = (long) (number * inverse);
        var rest = number - quotient * divisor;
        return rest >= 0 && rest < divisor ? quotient : quotient + Math.floorDiv(rest, divisor);
    }
}
