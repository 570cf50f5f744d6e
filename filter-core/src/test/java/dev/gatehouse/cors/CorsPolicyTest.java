package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.ThreadLog;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Settings;
import dev.gatehouse.config.SettingsReader;
import dev.gatehouse.cors.CorsPolicy.OnDisallowedOrigin;
import jakarta.servlet.ServletException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of a CORS policy: defaults, rules, and the ways in. */
final class CorsPolicyTest {

    private static final String START = "INFO: CorsFilter 'cors': ";

    private static CorsPolicy.Builder minimal() {
        return CorsPolicy.builder().allowedOrigins("https://app.example");
    }

    private static List<ConfigProblem> problems(UnaryOperator<CorsPolicy.Builder> settings) {
        var failure = catchThrowableOfType(
                InvalidPolicyException.class, () -> settings.apply(minimal()).build());
        assertThat(failure).as("a policy was built").isNotNull();
        return failure.problems();
    }

    private static void assertProblem(
            UnaryOperator<CorsPolicy.Builder> settings, String place, String code, String fix) {
        var problems = problems(settings);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).place()).isEqualTo("CorsPolicy.builder()" + place);
        assertThat(problems.get(0).code()).isEqualTo(code);
        assertThat(problems.get(0).fix()).isEqualTo(fix);
    }

    @Test
    void hasTheseDefaults() {
        assertThat(minimal().build())
                .hasToString("allowedOrigins=[https://app.example], allowedMethods=[GET, HEAD, POST],"
                        + " allowedHeaders=[Accept, Accept-Language, Content-Language, Content-Type, Range],"
                        + " exposedHeaders=[X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset,"
                        + " RateLimit-Policy, RateLimit, Retry-After], allowCredentials=false,"
                        + " allowInsecureOrigins=false, maxAge=1800s, onDisallowedOrigin=reject, selfOrigins=[],"
                        + " preflightStatus=204, checkWebSockets=true, timingAllowOrigins=[], diagnostics=false");
    }

    private static CorsPolicy everySetting() {
        return CorsPolicy.builder()
                .allowedOrigins("https://app.example", "http://intranet.example")
                .allowedMethods("PUT", "purge")
                .allowedHeaders("Authorization", "x-request-id")
                .exposedHeaders("Location")
                .allowCredentials(true)
                .allowInsecureOrigins(true)
                .maxAge(Duration.ofHours(24))
                .onDisallowedOrigin(OnDisallowedOrigin.REJECT_UNSAFE)
                .selfOrigins("https://service.example")
                .preflightStatus(200)
                .checkWebSockets(false)
                .timingAllowOrigins("https://stats.example")
                .diagnostics(true)
                .build();
    }

    @Test
    void saysTheSameInEachOfTheThreeWays() throws ServletException {
        var params = new TreeMap<String, String>();
        params.put("allowedOrigins", "https://app.example, http://intranet.example");
        params.put("allowedMethods", "PUT,\n        purge");
        params.put("allowedHeaders", "Authorization,x-request-id");
        params.put("exposedHeaders", "Location");
        params.put("allowCredentials", "true");
        params.put("allowInsecureOrigins", "true");
        params.put("maxAge", "86400");
        params.put("onDisallowedOrigin", "reject-unsafe");
        params.put("selfOrigins", "https://service.example");
        params.put("preflightStatus", "200");
        params.put("checkWebSockets", "false");
        params.put("timingAllowOrigins", "https://stats.example");
        params.put("diagnostics", "true");

        assertThat(policyOf(params)).isEqualTo(everySetting().toString());
        assertThat(policyOf(Map.of("policyFile", "classpath:policies/cors-every-setting.json")))
                .isEqualTo(everySetting().toString());
    }

    /** Returns the policy that a filter says, in its one line at its start, to have made of init-params. */
    private static String policyOf(Map<String, String> params) throws ServletException {
        try (var log = ThreadLog.of(CorsFilter.class)) {
            new CorsFilter().init(new StubFilterConfig(params));
            assertThat(log.lines()).singleElement(STRING).startsWith(START);
            return log.lines().get(0).substring(START.length());
        }
    }

    @Test
    void answersWhatItAllows() {
        var policy = everySetting();

        assertThat(policy.allowsOrigin("https://app.example")).isTrue();
        assertThat(policy.allowsOrigin("https://service.example")).isFalse();
        assertThat(policy.allowsMethod("GET")).isTrue();
        assertThat(policy.allowsMethod("purge")).isTrue();
        assertThat(policy.allowsMethod("PURGE")).isFalse();
        assertThat(policy.allowsHeader("content-TYPE")).isTrue();
        assertThat(policy.allowsHeader("X-Request-ID")).isTrue();
        assertThat(policy.allowsHeader("X-Other")).isFalse();
        assertThat(policy.allowsCredentials()).isTrue();
    }

    @Test
    void needsOrigins() {
        assertProblem(
                settings -> CorsPolicy.builder().maxAge(Duration.ofMinutes(1)),
                "",
                "setting.missing",
                "write the origins of your pages, such as https://app.example.com");
        assertProblem(
                settings -> settings.allowedOrigins(),
                ".allowedOrigins(…)",
                "setting.missing",
                "write the origins of your pages, such as https://app.example.com");
    }

    @Test
    void judgesEveryListOfOrigins() {
        assertProblem(
                settings -> settings.allowedOrigins("https://a.example", "https://a.example/"),
                ".allowedOrigins(…), argument 2",
                "origin.trailing-slash",
                "write https://a.example");
        assertProblem(
                settings -> settings.selfOrigins("a.example"),
                ".selfOrigins(…), argument 1",
                "origin.scheme-missing",
                "write https://a.example");
        assertProblem(
                settings -> settings.timingAllowOrigins("https://A.example"),
                ".timingAllowOrigins(…), argument 1",
                "origin.upper-case",
                "write https://a.example");
        assertProblem(
                settings -> settings.selfOrigins("https://a.example", "https://a.example"),
                ".selfOrigins(…), argument 2",
                "origin.duplicate",
                "remove one");
    }

    @Test
    void refusesInsecureOriginsWithCredentials() {
        assertProblem(
                settings -> settings.allowedOrigins("http://localhost:3000", "http://intranet.example:8080")
                        .allowCredentials(true),
                ".allowedOrigins(…), argument 2",
                "origin.insecure",
                "write https://intranet.example:8080, or set allowInsecureOrigins to true");
        assertThat(minimal().allowedOrigins("http://intranet.example").build()).isNotNull();
        assertThat(minimal()
                        .selfOrigins("http://intranet.example")
                        .timingAllowOrigins("http://intranet.example")
                        .allowCredentials(true)
                        .build())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patch    | method.case      | write PATCH",
                "Delete   | method.case      | write DELETE",
                "trace    | method.forbidden | remove it",
                "TRACK    | method.forbidden | remove it",
                "CONNECT  | method.forbidden | remove it",
                "*        | method.wildcard  | write the methods that pages need, such as PUT, PATCH, DELETE",
                "PUT;POST | method.token     | write PUT, POST",
                "'PUT '   | method.token     | write PUT",
                "P\u00dcT | method.token     | write each method by itself, such as PUT",
            })
    void judgesMethods(String method, String code, String fix) {
        assertProblem(settings -> settings.allowedMethods(method), ".allowedMethods(…), argument 1", code, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cookie                       | header.forbidden | remove it",
                "HOST                         | header.forbidden | remove it",
                "proxy-anything               | header.forbidden | remove it",
                "Sec-Anything                 | header.forbidden | remove it",
                "access-control-allow-origin  | header.cors      | remove it",
                "*                            | header.wildcard  | write the headers that pages need, such as Authorization",
                "X-A:                         | header.token     | write X-A",
                "X-A X-B                      | header.token     | write X-A, X-B",
                "X(A)                         | header.token     | write each name by itself, such as X-Request-Id",
                "''                           | header.token     | write each name by itself, such as X-Request-Id",
            })
    void judgesRequestHeaders(String name, String code, String fix) {
        assertProblem(settings -> settings.allowedHeaders(name), ".allowedHeaders(…), argument 1", code, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set-cookie                   | header.forbidden | remove it",
                "Set-Cookie2                  | header.forbidden | remove it",
                "Access-Control-Max-Age       | header.cors      | remove it",
                "*                            | header.wildcard  | write the headers that pages need, such as Location",
                "X-A:                         | header.token     | write X-A",
            })
    void judgesExposedHeaders(String name, String code, String fix) {
        assertProblem(settings -> settings.exposedHeaders(name), ".exposedHeaders(…), argument 1", code, fix);
    }

    @Test
    void refusesWhatIsWrittenTwice() {
        assertProblem(
                settings -> settings.allowedMethods("PUT", "PUT"),
                ".allowedMethods(…), argument 2",
                "method.duplicate",
                "remove one");
        assertProblem(
                settings -> settings.allowedHeaders("X-A", "x-a"),
                ".allowedHeaders(…), argument 2",
                "header.duplicate",
                "remove one");
        assertProblem(
                settings -> settings.exposedHeaders("X-A", "x-a"),
                ".exposedHeaders(…), argument 2",
                "header.duplicate",
                "remove one");
    }

    @Test
    void letsSafelistedNamesBeWritten() {
        var policy = minimal()
                .allowedMethods("GET", "POST", "PUT")
                .allowedHeaders("content-type", "X-A", "Accept")
                .build();

        assertThat(policy.methodList()).isEqualTo("GET, HEAD, POST, PUT");
        assertThat(policy.headerList())
                .isEqualTo("Accept, Accept-Language, Content-Language, Content-Type, Range, X-A");
    }

    @Test
    void judgesTheRest() {
        assertProblem(
                settings -> settings.preflightStatus(201), ".preflightStatus(…)", "preflight-status", "write 204");
        assertProblem(
                settings -> settings.preflightStatus(404), ".preflightStatus(…)", "setting.out-of-range", "write 204");
        assertProblem(
                settings -> settings.maxAge(Duration.ofHours(25)), ".maxAge(…)", "setting.out-of-range", "write 1d");
        assertProblem(
                settings -> settings.maxAge(Duration.ofSeconds(-1)), ".maxAge(…)", "setting.out-of-range", "write 0");
        assertProblem(
                settings -> settings.maxAge(Duration.ofMillis(1500)), ".maxAge(…)", "setting.not-seconds", "write 2s");
        assertProblem(
                settings -> settings.onDisallowedOrigin("Reject-Unsafe"),
                ".onDisallowedOrigin(…)",
                "setting.unknown-value",
                "write reject-unsafe");
    }

    /** A builder may go on after it has built, which must not change what it built. */
    @Test
    void isImmutable() {
        var builder = minimal();
        var policy = builder.build();
        builder.allowedOrigins("https://other.example").allowedMethods("PUT");

        assertThat(policy).hasToString(minimal().build().toString());
        assertThat(builder.build().allowsOrigin("https://app.example")).isFalse();
    }

    @Test
    void needsNoServletContainer() throws Exception {
        var classes = new URL[] {
            CorsPolicy.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (var loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            var builder = loader.loadClass(CorsPolicy.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            var type = builder.getClass();
            type.getMethod("allowedOrigins", String[].class)
                    .invoke(builder, (Object) new String[] {"https://app.example"});

            assertThat(type.getMethod("build").invoke(builder))
                    .hasToString(minimal().build().toString());
        }
    }

    @Test
    void knowsTheSettingsOfTheBuilderAndNoOthers() {
        var reader = new SettingsReader(
                Settings.ofInitParams("f", List.of("allowedOrigins"), name -> "https://app.example"), new Problems());
        var policy = new CorsPolicy(reader);
        var methods = List.of(CorsPolicy.Builder.class.getDeclaredMethods()).stream()
                .filter(method -> method.getReturnType() == CorsPolicy.Builder.class
                        && !method.getName().equals("set"))
                .map(java.lang.reflect.Method::getName)
                .distinct()
                .toList();

        assertThat(policy).isNotNull();
        assertThat(reader.known()).containsExactlyInAnyOrderElementsOf(methods);
    }
}
