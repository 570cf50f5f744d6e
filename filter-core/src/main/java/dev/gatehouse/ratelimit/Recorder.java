package dev.gatehouse.ratelimit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one {@link Workspace}, until they are read. One thread writes at a time and one reads, and neither
 * waits for the other: where no room is left, requests are only counted, and those that are read next stand for them.
 */
final class Recorder {

    /** As many as one thread of a server decides in some 25 ms. */
    static final int ROOM = 512;

    private final @Nullable Recorded[] ring = new Recorded[ROOM];

    /** How many have been written and read, and how many found no room, since it was made. */
    private final AtomicLong written = new AtomicLong();

    private final AtomicLong read = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    /** Of those that found no room, how many others stand for already. */
    private long stoodFor;

    /** Returns where the next decision is to be written, until {@link #written} is called; null if there is no room. */
    @Nullable
    Recorded next() {
        var at = written.getPlain();
        if (at - read.getAcquire() == ROOM) {
            missed.setRelease(missed.getPlain() + 1);
            return null;
        }
        var place = (int) at & (ROOM - 1);
        var next = ring[place];
        if (next == null) {
            next = new Recorded();
            ring[place] = next;
        }
        return next;
    }

    /** Says that the decision is written. */
    void written() {
        written.setRelease(written.getPlain() + 1);
    }

    /** Hands over all that has been written, in order. */
    void read(Consumer<? super Decision> reader) {
        var from = read.getPlain();
        var to = written.getAcquire();
        if (from == to) {
            return;
        }
        // Those that found no room are stood for by all that did, as evenly as whole numbers can.
        var others = missed.getAcquire() - stoodFor;
        stoodFor += others;
        var each = others / (to - from);
        var rest = others % (to - from);
        for (var at = from; at < to; at++) {
            var decision = ring[(int) at & (ROOM - 1)];
            if (decision != null) {
                decision.weight(1 + each + (at - from < rest ? 1 : 0));
                reader.accept(decision);
            }
        }
        read.setRelease(to);
    }
}
