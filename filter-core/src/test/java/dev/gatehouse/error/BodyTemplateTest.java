package dev.gatehouse.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyTemplateTest {

    /** What can be said here: a number, and a text that needs escaping. */
    private enum Word {
        LIMIT,
        RETRY_AFTER,
        REQUEST_ID
    }

    private static final String REQUEST_ID = "a\"{limit}\u0001";

    private final BodyBuffer body = new BodyBuffer();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nothing to fill            | {\"a\":\"b\"}              | {\"a\":\"b\"}",
                "a number by itself         | {\"a\":\"{limit}\"}        | {\"a\":1000}",
                "a name in camel case       | {\"a\":\"{retryAfter}\"}   | {\"a\":7}",
                "a number in a string       | {\"a\":\"to {limit}.\"}    | {\"a\":\"to 1000.\"}",
                "at the string's beginning  | {\"a\":\"{limit}.\"}       | {\"a\":\"1000.\"}",
                "at the string's end        | {\"a\":\"to {limit}\"}     | {\"a\":\"to 1000\"}",
                "with a space it is a text  | {\"a\":\" {limit}\"}       | {\"a\":\" 1000\"}",
                "several in a string        | {\"a\":\"{limit}/{retryAfter}/{limit}\"} | {\"a\":\"1000/7/1000\"}",
                "next to each other         | {\"a\":\"{limit}{retryAfter}\"} | {\"a\":\"10007\"}",
                "a text by itself           | {\"a\":\"{requestId}\"}    | {\"a\":\"a\\\"{limit}\\u0001\"}",
                "a text in a string         | {\"a\":\"<{requestId}>\"}  | {\"a\":\"<a\\\"{limit}\\u0001>\"}",
                "objects inside             | {\"a\":{\"b\":{\"c\":\"{limit}\"},\"d\":\"{limit}\"}} | {\"a\":{\"b\":{\"c\":1000},\"d\":1000}}",
                "lists                      | {\"a\":[\"{limit}\",[\"{limit}!\"],{\"b\":\"{limit}\"}]} | {\"a\":[1000,[\"1000!\"],{\"b\":1000}]}",
                "nothing inside             | {\"a\":{},\"b\":[],\"c\":\"\"} | {\"a\":{},\"b\":[],\"c\":\"\"}",
                "other values as they are   | {\"a\":[true,false,null,0,-1,1.50,1e400,12345678901234567890]} | {\"a\":[true,false,null,0,-1,1.50,1E+400,12345678901234567890]}",
                "a brace that is never shut | {\"a\":\"{limit\"}         | {\"a\":\"{limit\"}",
                "a brace never opened       | {\"a\":\"limit}\"}         | {\"a\":\"limit}\"}",
                "braces the wrong way       | {\"a\":\"}limit{\"}        | {\"a\":\"}limit{\"}",
                "one that is, then one not  | {\"a\":\"{limit} {\"}      | {\"a\":\"1000 {\"}",
                "names are not filled       | {\"{limit}\":1}            | {\"{limit}\":1}",
                "escapes                    | {\"a\\n\":\"\\\"{limit}\\\\ \\u0001!\\u0001\"} | {\"a\\n\":\"\\\"1000\\\\ \\u0001!\\u0001\"}",
                "letters of any script      | {\"a\":\"caf\u00e9 {limit} \u2026\"} | {\"a\":\"caf\u00e9 1000 \u2026\"}"
            })
    void fillsTheOpenPlaces(String what, String written, String expected) throws IOException {
        template(written).fill(body, BodyTemplateTest::value);
        var out = new Output();
        body.writeTo(out);
        assertThat(out).as(what).hasToString(expected);
        assertThatIsJson(out.toString());
    }

    @Test
    void fillsABodyThatIsJustAText() {
        var problems = new Problems();
        var alone = BodyTemplate.compile(new Setting("{limit}", "here"), Word.class, problems);
        alone.fill(body, BodyTemplateTest::value);
        assertThat(body).hasToString("1000");
        var text = BodyTemplate.compile(new Setting("at most {limit}", "here"), Word.class, problems);
        text.fill(body, BodyTemplateTest::value);
        assertThat(body).hasToString("\"at most 1000\"");
    }

    @Test
    void fillsAgainAndAgain() {
        var template = template("{\"a\":\"{limit}\"}");
        for (var i = 0; i < 3; i++) {
            template.fill(body, BodyTemplateTest::value);
            assertThat(body).hasToString("{\"a\":1000}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{retryafter}      | {retryafter}  | write {retryAfter}",
                "in {retry-after}s | {retry-after} | write {retryAfter}",
                "{RETRY_AFTER}     | {RETRY_AFTER} | write {retryAfter}",
                "{ limit }         | { limit }     | write {limit}",
                "{{limit}}         | {{limit}      | write {limit}",
                "${limits}         | {limits}      | write {limit}",
                "{customer}        | {customer}    | there are {limit}, {retryAfter}, {requestId}",
                "{}                | {}            | there are {limit}, {retryAfter}, {requestId}",
                "a {} b            | {}            | there are {limit}, {retryAfter}, {requestId}"
            })
    void tellsOfPlaceholdersThatThereAreNot(String text, String quoted, String fix) {
        var problems = new Problems();
        BodyTemplate.compile(new Setting(text, "file.json:1:2 (/body)"), Word.class, problems);
        assertThatThrownBy(() -> problems.throwIfAny("body"))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessage("The body has one problem:\nfile.json:1:2 (/body): there is no placeholder '" + quoted
                        + "' [refusal.placeholder]\n    fix: " + fix);
    }

    @Test
    void tellsOfEveryUnknownPlaceholderWithItsPlace() {
        var problems = new Problems();
        var written = "{\n  \"a\": \"{limt} {limit}\",\n  \"b\": [\"{retry}\"]\n}";
        BodyTemplate.compile(
                new Setting(Objects.requireNonNull(PolicyFile.parse("body", written, problems)), "body"),
                Word.class,
                problems);
        assertThatThrownBy(() -> problems.throwIfAny("body")).hasMessage("""
                        The body has 2 problems:
                        body:2:8 (/a): there is no placeholder '{limt}' [refusal.placeholder]
                            fix: write {limit}
                        body:3:9 (/b/0): there is no placeholder '{retry}' [refusal.placeholder]
                            fix: there are {limit}, {retryAfter}, {requestId}""");
    }

    private static BodyTemplate<Word> template(String json) {
        var problems = new Problems();
        var settings = Objects.requireNonNull(PolicyFile.parse("body", json, problems));
        var template = BodyTemplate.compile(new Setting(settings, "body"), Word.class, problems);
        problems.throwIfAny("body");
        return template;
    }

    private static void value(Word word, boolean alone, BodyBuffer out) {
        switch (word) {
            case LIMIT -> out.add(1000);
            case RETRY_AFTER -> out.add(7);
            case REQUEST_ID -> {
                out.addRaw(alone ? "\"" : "");
                out.addEscaped(REQUEST_ID);
                out.addRaw(alone ? "\"" : "");
            }
        }
    }

    private static void assertThatIsJson(String text) throws IOException {
        try (var parser = new JsonFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
        }
    }
}
