package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.ConfigProblem;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByReaderTest {

    private final Problems problems = new Problems();
    private final ByReader reader = new ByReader(problems);

    @ParameterizedTest
    @CsvSource({
        "apiKey, API_KEY, ''",
        "address, ADDRESS, ''",
        "user, USER, ''",
        "session, SESSION, ''",
        "path, PATH, ''",
        "everyone, EVERYONE, ''",
        "header:X-Tenant, HEADER, X-Tenant",
        "header:x, HEADER, x",
        "cookie:__Host-device, COOKIE, __Host-device",
        "attribute:tenant, ATTRIBUTE, tenant",
        "attribute:com.example.tenant id, ATTRIBUTE, com.example.tenant id",
        "attribute:a:b, ATTRIBUTE, a:b"
    })
    void readsEveryKind(String text, By.Kind kind, String name) {
        assertThat(read(text)).containsExactly(new By(kind, name, null));
        assertThat(problems.isEmpty()).isTrue();
        assertThat(new By(kind, name, null)).hasToString(text);
    }

    @Test
    void readsAResolverOfTheApplication() {
        KeyResolver resolver = request -> "tenant";
        assertThat(reader.read(List.of(new Setting(resolver, "by(…)")), "by(…)"))
                .containsExactly(new By(By.Kind.RESOLVER, "", resolver));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void readsCombinationsInTheirOrder() {
        assertThat(read("apiKey", "path", "header:X-Tenant", "header:X-Device", "attribute:X-Tenant"))
                .extracting(By::toString)
                .containsExactly("apiKey", "path", "header:X-Tenant", "header:X-Device", "attribute:X-Tenant");
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ip                | address",
                "IP                | address",
                "remoteAddr        | address",
                "client            | address",
                "adress            | address",
                "Address           | address",
                "ip:10.0.0.1       | address",
                "apikey            | apiKey",
                "api-key           | apiKey",
                "API_KEY           | apiKey",
                "key               | apiKey",
                "apikey:X-Key      | apiKey",
                "principal         | user",
                "username          | user",
                "users             | user",
                "sessions          | session",
                "global            | everyone",
                "all               | everyone",
                "url               | path",
                "everybody         | everyone",
                "headers:X-Tenant  | header:X-Tenant",
                "Header:X-Tenant   | header:X-Tenant",
                "headers           | header:NAME",
                "Cookie            | cookie:NAME",
                "cookies:a;b       | cookie:NAME",
                "header X-Tenant   | none",
                "X-Tenant          | none",
                "''                | none",
                "nonsense          | none",
                "'apiKey, path'    | none"
            })
    void tellsWhatIsNothingToCountByAndWhatIsMeant(String text, @Nullable String fix) {
        assertThat(read(text)).isEmpty();
        var problem = onlyProblem();
        assertThat(problem.code()).isEqualTo("by.unknown");
        assertThat(problem.place()).isEqualTo("argument 1");
        assertThat(problem.what())
                .isEqualTo(
                        "'" + text + "' is nothing to count by; there are apiKey, address, user, session, header:NAME,"
                                + " cookie:NAME, attribute:NAME, path, everyone");
        assertThat(problem.fix()).isEqualTo(fix == null ? "" : "write " + fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "header            | names no header      | header:NAME",
                "header:           | names no header      | header:NAME",
                "cookie            | names no cookie      | cookie:NAME",
                "attribute:        | names no attribute   | attribute:NAME",
                "address:10.0.0.1  | takes no name        | address",
                "address:          | takes no name        | address",
                "apiKey:X-Key      | takes no name        | apiKey",
                "everyone:         | takes no name        | everyone",
                "header: X-Tenant  | is not the name of a header | header:X-Tenant",
                "header:X-Tenant:  | is not the name of a header | header:X-Tenant",
                "header:X Tenant   | is not the name of a header | header:NAME",
                "`header:  `       | names no header      | header:NAME",
                "header:\u00e9     | is not the name of a header | header:NAME",
                "header:a,b        | is not the name of a header | header:NAME",
                "cookie:a=b        | is not the name of a cookie | cookie:NAME",
                "cookie: device    | is not the name of a cookie | cookie:device",
                "attribute: tenant | is not the name of an attribute | attribute:tenant",
                "`attribute:  `    | names no attribute   | attribute:NAME"
            })
    void tellsWhatIsWrongWithAName(String text, String what, String fix) {
        assertThat(read(text)).isEmpty();
        var problem = onlyProblem();
        assertThat(problem.code()).isEqualTo("by.name");
        assertThat(problem.what()).isEqualTo("'" + text + "' " + what);
        assertThat(problem.fix()).isEqualTo("write " + fix);
    }

    @Test
    void tellsOfNothingAtAll() {
        assertThat(read()).isEmpty();
        assertThat(onlyProblem())
                .isEqualTo(new ConfigProblem("the list", "by.empty", "by names nothing to count by", "write address"));
    }

    @ParameterizedTest
    @CsvSource({
        "apiKey, apiKey, apiKey",
        "header:X-Tenant, header:x-tenant, header:x-tenant",
        "cookie:a, cookie:a, cookie:a"
    })
    void tellsOfTheSameTwice(String one, String two, String quoted) {
        read(one, two);
        assertThat(onlyProblem())
                .isEqualTo(new ConfigProblem("argument 2", "by.twice", "by names " + quoted + " twice", "remove one"));
    }

    @Test
    void tellsNamesOfCookiesAndAttributesApartByCase() {
        assertThat(read("cookie:a", "cookie:A", "attribute:a", "attribute:A")).hasSize(4);
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void tellsThatEveryoneStandsAlone() {
        read("apiKey", "everyone");
        assertThat(onlyProblem())
                .isEqualTo(new ConfigProblem(
                        "the list",
                        "by.everyone",
                        "by names everyone beside others, where it changes nothing",
                        "remove everyone, or all others"));
    }

    @Test
    void leavesOutWhatItCannotReadAndKeepsTheRest() {
        assertThat(read("ip", "apiKey", "header:")).extracting(By::toString).containsExactly("apiKey");
        assertThat(problems.count()).isEqualTo(2);
    }

    private List<By> read(String... texts) {
        var settings = new ArrayList<Setting>();
        for (var text : texts) {
            settings.add(new Setting(text, "argument " + (settings.size() + 1)));
        }
        return reader.read(settings, "the list");
    }

    private ConfigProblem onlyProblem() {
        try {
            problems.throwIfAny("policy");
        } catch (InvalidPolicyException e) {
            assertThat(e.problems()).hasSize(1);
            return e.problems().get(0);
        }
        throw new AssertionError("no problem");
    }
}
