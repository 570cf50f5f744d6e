package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.StubRequest;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Callers one after another, from the first again after the last, or as callers do: each with an address and an API key
 * that nobody else has, in no order. The same in every run.
 */
final class Callers {

    private final String[] addresses;
    private final String[] keys;
    private int next;
    private @Nullable Keys order;

    Callers(int count, int keyLength) {
        var random = new Random(count);
        addresses = new String[count];
        keys = new String[count];
        for (var i = 0; i < count; i++) {
            // An odd factor: another address for each number below 2 to the 24.
            var address = i * 0x9e3779 & 0xff_ffff;
            addresses[i] = "10." + (address >> 16) + "." + (address >> 8 & 255) + "." + (address & 255);
            var key = new UUID(random.nextLong(), random.nextLong()).toString();
            keys[i] = key + "k".repeat(keyLength - key.length());
        }
    }

    int count() {
        return keys.length;
    }

    /** Gives every other turn to one of some regulars. Returns this. */
    Callers between(Callers regulars) {
        for (var i = 0; i < keys.length; i += 2) {
            addresses[i] = regulars.addresses[i / 2 % regulars.count()];
            keys[i] = regulars.keys[i / 2 % regulars.count()];
        }
        return this;
    }

    /** From now on a few call all the time, and most of them seldom. */
    void callAsCallersDo() {
        order = new Keys(keys.length);
    }

    /** Makes a request the next caller's. */
    StubRequest call(StubRequest request) {
        var inOrder = order;
        var caller = inOrder == null ? next % keys.length : inOrder.askedAt(next);
        next = next + 1 & Integer.MAX_VALUE;
        return request.next("GET", "/courses", addresses[caller]).header("X-API-Key", keys[caller]);
    }
}
