package dev.gatehouse.dashboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened in each of the last stretches of time, all as long. Stretches begin at multiples of it. Not
 * thread-safe.
 */
final class Ring<T> {

    private final long millis;
    private final Supplier<T> empty;
    private final List<@Nullable T> slots;
    /**
     * The number of the newest stretch; long ago as long as there is none, and not so long that differences overflow.
     */
    private long newest = Long.MIN_VALUE / 2;

    /**
     * Makes a ring in which nothing has happened.
     *
     * @param count so many stretches are remembered, the one that is now among them
     */
    Ring(Duration stretch, int count, Supplier<T> empty) {
        this.millis = stretch.toMillis();
        this.empty = empty;
        this.slots = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            slots.add(null);
        }
    }

    /** A stretch of time, and what happened in it. */
    record Stretch<T>(long startMillis, T slot) {}

    /** Returns the stretch that a time is in; one before the newest is taken for the newest, as clocks go back. */
    T at(long nowMillis) {
        var number = Math.max(Math.floorDiv(nowMillis, millis), newest);
        if (number - newest >= slots.size()) {
            slots.replaceAll(old -> null);
        } else {
            for (var skipped = newest + 1; skipped < number; skipped++) {
                slots.set(place(skipped), null);
            }
            if (number > newest) {
                slots.set(place(number), null);
            }
        }
        newest = number;
        var slot = slots.get(place(number));
        if (slot == null) {
            slot = empty.get();
            slots.set(place(number), slot);
        }
        return slot;
    }

    /** Returns the stretch that a time is in, as long as that is remembered; null if it is not, or is yet to come. */
    @Nullable
    T remembered(long millisThen) {
        var number = Math.floorDiv(millisThen, millis);
        if (number > newest || number <= newest - slots.size()) {
            return null;
        }
        var slot = slots.get(place(number));
        if (slot == null) {
            slot = empty.get();
            slots.set(place(number), slot);
        }
        return slot;
    }

    /** Returns when the stretch begins that a time is in. */
    long startOf(long nowMillis) {
        return Math.floorDiv(nowMillis, millis) * millis;
    }

    /**
     * Returns all stretches from the oldest to the one that a time is in; those in which nothing happened are empty.
     */
    List<Stretch<T>> until(long nowMillis) {
        at(nowMillis);
        var all = new ArrayList<Stretch<T>>();
        for (var number = newest - slots.size() + 1; number <= newest; number++) {
            var slot = slots.get(place(number));
            all.add(new Stretch<>(number * millis, slot == null ? empty.get() : slot));
        }
        return all;
    }

    private int place(long number) {
        return (int) Math.floorMod(number, (long) slots.size());
    }
}
