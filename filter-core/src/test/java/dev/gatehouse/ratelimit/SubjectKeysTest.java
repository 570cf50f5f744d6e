package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.Digest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What callers are called on a server that several nodes share. */
final class SubjectKeysTest {

    private static final List<Quota> LIMITS = List.of(new Quota.Fixed(9, Duration.ofMinutes(1)));

    private static String callerOf(SubjectKeys keys, long tier, long high, long low) {
        var subject = new Subject();
        subject.set(tier, high, low);
        return keys.callerOf(subject, new Tier(tier, LIMITS, null));
    }

    private static byte[] hmac(String secret, byte[] message) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return mac.doFinal(message);
    }

    /** The first 18 bytes of an HMAC of the caller's digest, whichever tier its bucket is in. */
    @Test
    void isAnHmacOfTheCallersDigest() throws Exception {
        var digest = ByteBuffer.allocate(16).putLong(7).putLong(9).array();
        for (var secret : List.of("a secret of all nodes", "")) {
            var expected = Base64.getUrlEncoder()
                    .encodeToString(Arrays.copyOf(hmac(secret.isEmpty() ? "gatehouse" : secret, digest), 18));
            var keys = new SubjectKeys("courses", secret);
            assertThat(callerOf(keys, 4, 7, 9)).isEqualTo(expected).hasSize(24);
            assertThat(callerOf(keys, 5, 7, 9)).isEqualTo(expected);
            assertThat(callerOf(keys, 4, 8, 9)).isNotEqualTo(expected);
        }
    }

    @Test
    void hasTheCallerInBracesAndThenItsTier() {
        var keys = new SubjectKeys("courses", "secret");
        assertThat(new String(keys.keyOf("CALLER", new Tier(1_295, LIMITS, null)), UTF_8))
                .isEqualTo("courses:{CALLER}:zz");
        assertThat(new String(keys.keyOf("CALLER", new Tier(-1, LIMITS, null)), UTF_8))
                .as("no sign")
                .isEqualTo("courses:{CALLER}:3w5e11264sgsf");
        assertThat(new String(keys.nodes(), UTF_8)).isEqualTo("courses:{nodes}");
    }

    /** Each node digests callers alike, by what it derives from the secret and tells nobody. */
    @Test
    void digestsCallersByWhatIsDerivedFromTheSecret() throws Exception {
        var derived = ByteBuffer.wrap(hmac("secret", "callers".getBytes(UTF_8)));
        var expected = new Digest(Digest.Secret.of(derived.getLong(), derived.getLong()));
        var found = new Digest(new SubjectKeys("courses", "secret").callers());
        for (var digest : new Digest[] {expected, found}) {
            digest.start();
            digest.addText("my-api-key");
            digest.finish();
        }
        assertThat(found.high()).isEqualTo(expected.high());
        assertThat(found.low()).isEqualTo(expected.low());
    }
}
