package dev.gatehouse.ratelimit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How buckets are laid out on a server that several nodes share, as {@code meters.lua} takes it. Filled once; immutable
 * then.
 */
final class BucketLayout {

    /** Its kind, its id, and what its kind says. */
    private static final int NUMBERS = 7;

    /** The windows of the calendar that a time may be in are other ones by and by. */
    private static final long GOOD_FOR = 60 * Timeline.SECOND;

    private final ByteBuffer numbers;
    private final long time;
    private int kinds;

    /**
     * Makes one without meters yet.
     *
     * @param meters how many it will have
     * @param now about the time of its use
     */
    BucketLayout(int meters, long now) {
        this.time = now / GOOD_FOR;
        this.numbers = ByteBuffer.allocate(meters * NUMBERS * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Adds a meter.
     *
     * @param id tells it from the others of its bucket, and is the same wherever there is such a one
     * @param itsNumbers what the file of its kind says, with times in microseconds: up to five
     */
    void add(Scripts.Kind kind, int id, long... itsNumbers) {
        kinds |= kind.set();
        var end = numbers.position() + NUMBERS * Double.BYTES;
        numbers.putDouble(kind.number()).putDouble(id);
        for (var number : itsNumbers) {
            numbers.putDouble((double) number);
        }
        numbers.position(end);
    }

    /** Returns whether it is good at a time. */
    boolean isGood(long now) {
        return now / GOOD_FOR == time;
    }

    /** Returns it as the server takes it. Nobody changes what is returned. */
    byte[] bytes() {
        return numbers.array();
    }

    /** Returns which kinds of meters it has. */
    int kinds() {
        return kinds;
    }
}
