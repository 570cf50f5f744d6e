package dev.gatehouse.ratelimit;

import dev.gatehouse.client.Digest;

/** The digests of keys, there before they are asked for. Immutable. */
final class Digests {

    private final long[] halves;

    Digests(Keys keys, Digest.Secret secret) {
        halves = new long[2 * keys.count()];
        var digest = new Digest(secret);
        for (var i = 0; i < keys.count(); i++) {
            digest.start();
            digest.addText(keys.get(i));
            digest.finish();
            halves[2 * i] = digest.high();
            halves[2 * i + 1] = digest.low();
        }
    }

    long high(int number) {
        return halves[2 * number];
    }

    long low(int number) {
        return halves[2 * number + 1];
    }
}
