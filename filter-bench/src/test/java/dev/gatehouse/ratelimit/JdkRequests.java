package dev.gatehouse.ratelimit;

import static dev.gatehouse.ratelimit.Row.byKey;
import static dev.gatehouse.ratelimit.Row.fromAddress;
import static dev.gatehouse.ratelimit.Row.key;

import java.util.stream.Stream;

/** Requests of which the JDK allocates most, differently in each version; here as Java 17 does. */
final class JdkRequests {

    private JdkRequests() {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row(
                        "an unknown key, so the address: its SHA-256",
                        PassedRequests.known(),
                        i -> fromAddress("192.0.2." + i).header("X-API-Key", key(1_000)),
                        200,
                        784),
                new Row(
                        "an unknown key that is rejected: its SHA-256",
                        PassedRequests.known().unknown(UnknownKey.REJECT),
                        i -> byKey(1_000 + i),
                        401,
                        784),
                new Row("{resetAt}: the text of a time", RefusedRequests.body("{resetAt}"), Row::byKey, 429, 664),
                new Row("{timestamp}: the text of a time", RefusedRequests.body("{timestamp}"), Row::byKey, 429, 728));
    }
}
