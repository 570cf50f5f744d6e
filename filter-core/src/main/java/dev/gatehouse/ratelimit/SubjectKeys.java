package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.client.Digest;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What callers are called on a server that several nodes share: {@code PREFIX:{DIGEST}:TIER}. The digest is an
 * HMAC-SHA256 (RFC 2104) of the one that a caller is known by in this process, under a secret that all nodes have; so
 * nobody who reads the server learns a caller, or whether somebody is one. A caller's keys under all rules have the
 * same text in braces, and are so in the same part of a Redis Cluster.
 *
 * <p>Thread-safe.
 */
final class SubjectKeys {

    private static final String HMAC = "HmacSHA256";

    /** Bytes of a digest that are kept: as many as make it unlikely that two callers ever have the same. */
    private static final int KEPT = 18;

    private final String prefix;
    private final Mac mac;
    private final Digest.Secret callers;

    /**
     * Makes the names that nodes with the same secret agree upon.
     *
     * @param prefix what all names begin with
     * @param secret known to nobody else; if it is empty, who knows a name can find out its caller by trying
     */
    SubjectKeys(String prefix, String secret) {
        this.prefix = prefix;
        this.mac = mac(new SecretKeySpec((secret.isEmpty() ? "gatehouse" : secret).getBytes(UTF_8), HMAC));
        var derived = ByteBuffer.wrap(hmac("callers".getBytes(UTF_8)));
        this.callers = Digest.Secret.of(derived.getLong(), derived.getLong());
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    private byte[] hmac(byte[] message) {
        try {
            // One that is in use cannot be shared; a copy has the key worked in already.
            return ((Mac) mac.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what callers are digested with, so that a caller has the same digest on each node. */
    Digest.Secret callers() {
        return callers;
    }

    /** Returns what a subject's caller is called, under all tiers. */
    String callerOf(Subject subject, Tier tier) {
        var message = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(subject.high() - tier.id())
                .putLong(subject.low());
        var digest = ByteBuffer.wrap(hmac(message.array()), 0, KEPT);
        return UTF_8.decode(Base64.getUrlEncoder().encode(digest)).toString();
    }

    /** Returns what is called so under a tier. */
    byte[] keyOf(String caller, Tier tier) {
        return (prefix + ":{" + caller + "}:" + Long.toUnsignedString(tier.id(), Character.MAX_RADIX)).getBytes(UTF_8);
    }

    /** Returns the name of what all nodes know each other by. */
    byte[] nodes() {
        return (prefix + ":{nodes}").getBytes(UTF_8);
    }
}
