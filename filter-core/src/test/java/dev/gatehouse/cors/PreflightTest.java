package dev.gatehouse.cors;

import static dev.gatehouse.cors.Exchange.APP;
import static dev.gatehouse.cors.Exchange.CREDENTIALS;
import static dev.gatehouse.cors.Exchange.DIAGNOSTICS;
import static dev.gatehouse.cors.Exchange.EVIL;
import static dev.gatehouse.cors.Exchange.HEADERS_REFUSED;
import static dev.gatehouse.cors.Exchange.HTTP;
import static dev.gatehouse.cors.Exchange.MALFORMED;
import static dev.gatehouse.cors.Exchange.METHOD_REFUSED;
import static dev.gatehouse.cors.Exchange.ORIGIN_REFUSED;
import static dev.gatehouse.cors.Exchange.PASSED;
import static dev.gatehouse.cors.Exchange.PLAIN;
import static dev.gatehouse.cors.Exchange.PREFLIGHT_ALLOWED;
import static dev.gatehouse.cors.Exchange.PREFLIGHT_VARY;
import static dev.gatehouse.cors.Exchange.row;
import static dev.gatehouse.cors.Exchange.without;

import dev.gatehouse.Shows;
import dev.gatehouse.cors.Exchange.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Preflights, through a real container. Every row names all headers of the answer: no others may come. */
final class PreflightTest {

    static Stream<Row> preflights() {
        var put = "Access-Control-Request-Method: PUT\n";
        var names = "Access-Control-Request-Headers: ";
        return Stream.of(
                row("a listed method", PLAIN, "OPTIONS" + HTTP + APP + put, 204, PREFLIGHT_ALLOWED),
                row(
                        "GET is always listed",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: GET",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "listed headers",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization,x-request-id",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "a JSON body's content type",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "content-type",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "any order, case, spacing and lines",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + " , X-REQUEST-ID \t,,\n" + names + "AUTHORIZATION",
                        204,
                        PREFLIGHT_ALLOWED),
                row("no header at all", PLAIN, "OPTIONS" + HTTP + APP + put + names, 204, PREFLIGHT_ALLOWED),
                row(
                        "a private network access header is ignored",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + "Access-Control-Request-Private-Network: true",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "credentials, 200, no age",
                        CREDENTIALS,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: POST",
                        200,
                        List.of(
                                "Vary: " + PREFLIGHT_VARY,
                                "Access-Control-Allow-Origin: https://app.example",
                                "Access-Control-Allow-Credentials: true",
                                "Access-Control-Allow-Methods: GET, HEAD, POST",
                                "Access-Control-Allow-Headers: Accept, Accept-Language, Content-Language,"
                                        + " Content-Type, Range",
                                "Access-Control-Max-Age: 0",
                                "Content-Length: 0")),
                row("another origin", PLAIN, "OPTIONS" + HTTP + EVIL + put, 403, ORIGIN_REFUSED),
                row("another origin, in mode pass", PASSED, "OPTIONS" + HTTP + EVIL + put, 403, ORIGIN_REFUSED),
                row("origin null", PLAIN, "OPTIONS" + HTTP + "Origin: null\n" + put, 403, ORIGIN_REFUSED),
                row("two origins", PLAIN, "OPTIONS" + HTTP + APP + APP + put, 403, ORIGIN_REFUSED),
                row(
                        "another method",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: DELETE",
                        403,
                        METHOD_REFUSED),
                row(
                        "a method's case counts",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: put",
                        403,
                        METHOD_REFUSED),
                row(
                        "a method of 8 KB",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: " + "P".repeat(8192),
                        403,
                        METHOD_REFUSED),
                row(
                        "another header",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization,x-other",
                        403,
                        HEADERS_REFUSED),
                row(
                        "another header in a second line",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "authorization\n" + names + "x-other",
                        403,
                        HEADERS_REFUSED),
                row(
                        "sixteen empty elements",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(15),
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "seventeen empty elements",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(16),
                        403,
                        HEADERS_REFUSED),
                row(
                        "thousands of commas",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + ",".repeat(5000),
                        403,
                        HEADERS_REFUSED),
                row(
                        "64 names",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "accept,".repeat(63) + "accept",
                        204,
                        PREFLIGHT_ALLOWED),
                row(
                        "65 names",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + put + names + "accept,".repeat(64) + "accept",
                        403,
                        HEADERS_REFUSED),
                row("a repeated method", PLAIN, "OPTIONS" + HTTP + APP + put + put, 403, MALFORMED),
                row(
                        "an empty method",
                        PLAIN,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method:",
                        403,
                        MALFORMED),
                row(
                        "diagnostics: another origin is told the rest",
                        DIAGNOSTICS,
                        "OPTIONS" + HTTP + EVIL + put,
                        204,
                        without(PREFLIGHT_ALLOWED, "Access-Control-Allow-Origin", "Access-Control-Max-Age")),
                row(
                        "diagnostics: another method is told what is allowed",
                        DIAGNOSTICS,
                        "OPTIONS" + HTTP + APP + "Access-Control-Request-Method: DELETE",
                        204,
                        without(PREFLIGHT_ALLOWED, "Access-Control-Max-Age")),
                row("diagnostics: nothing fails", DIAGNOSTICS, "OPTIONS" + HTTP + APP + put, 204, PREFLIGHT_ALLOWED),
                row("diagnostics: a malformed one", DIAGNOSTICS, "OPTIONS" + HTTP + APP + put + put, 403, MALFORMED));
    }

    @Shows({"cors.allowedMethods", "cors.allowedHeaders", "cors.maxAge", "cors.preflightStatus", "cors.diagnostics"})
    @ParameterizedTest
    @MethodSource("preflights")
    void answersWithTheseHeadersAndNothingMore(Row row) throws Exception {
        row.assertAnswer();
    }
}
