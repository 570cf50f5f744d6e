package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That no spelling of a request reaches a handler past the rule that guards it: on any container, as it is by default
 * and where it is told to take what it would refuse. The spellings are those of {@code disguises.txt}.
 */
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass
@EnumSource
final class DisguisesIT {

    private static final List<Disguise> ALL = Disguise.all();
    /** What is not disguised, by its handler. */
    private static final Map<String, Disguise> PLAIN = plain();

    private static final Disguise EXEMPT = new Disguise("open", "GET ~/open/runs", "", "tells how often others ran");
    private static final Pattern REACHED = Pattern.compile("Reached: (?!open)(\\w+)");

    private final Container container;

    DisguisesIT(Container container) {
        this.container = container;
    }

    private static Map<String, Disguise> plain() {
        var plain = new LinkedHashMap<String, Disguise>();
        ALL.forEach(disguise -> plain.putIfAbsent(disguise.handler(), disguise));
        return plain;
    }

    /** A WAR to send disguises to. */
    private record Target(Deployment war, String contextPath) {

        String send(Disguise disguise) throws IOException {
            return new Client(war.port()).sendAnyhow(disguise.text(contextPath, war.port()));
        }

        private Answer ask(Disguise plain) throws IOException {
            return new Client(war.port()).sendAsIs(plain.text(contextPath, war.port()));
        }

        /** Sends what is not disguised, and returns how many more the handler's rule lets pass. */
        int remaining(String handler) throws IOException {
            var answer = ask(Objects.requireNonNull(PLAIN.get(handler)));
            assertThat(answer.status()).as(handler).isEqualTo(200);
            return Integer.parseInt(answer.value("X-RateLimit-Remaining"));
        }

        /** Returns how often guarded handlers have run so far. */
        int runs() throws IOException {
            var answer = ask(EXEMPT);
            assertThat(answer.headersOf("ratelimit", "x-ratelimit")).isEmpty();
            return Integer.parseInt(answer.value("Runs"));
        }
    }

    @ParameterizedTest(name = "lax: {0}")
    @ValueSource(booleans = {false, true})
    void chargesWhateverReachesAHandler(boolean lax, @TempDir Path folder) throws Exception {
        var failures = new ArrayList<String>();
        try (var war = War.guarded("100000/day").deploy(container, "/app", folder, lax)) {
            var target = new Target(war, "/app");
            for (var disguise : ALL) {
                var handler = disguise.handler();
                var remaining = target.remaining(handler);
                var runs = target.runs();
                var answer = target.send(disguise);
                var ran = target.runs() - runs;
                var charged = remaining - target.remaining(handler) - 1;

                var reached = reached(answer);
                var isReached = handler.equals(reached) || (reached == null && ran > 0);
                if (isReached && charged != 1) {
                    failures.add("it ran, its rule was charged " + charged + " times: " + disguise);
                }
                if (reached != null && !isReached && !answer.contains("\"" + reached + ":")) {
                    failures.add("it reached " + reached + ", which was not charged: " + disguise);
                }
                if (answer.startsWith("HTTP/1.1 500")) {
                    failures.add("it failed: " + disguise + "\n" + answer);
                }
                var isTold = !lax && !disguise.reachedOn().equals("?");
                if (isTold && disguise.reachedOn().contains(container.family()) != isReached) {
                    failures.add("reached: " + isReached + ": " + disguise);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest(name = "lax: {0}")
    @ValueSource(booleans = {false, true})
    void letsNothingReachAHandlerOnceItsLimitIsUsedUp(boolean lax, @TempDir Path folder) throws Exception {
        var failures = new ArrayList<String>();
        try (var war = War.guarded("1/day").deploy(container, "/", folder, lax)) {
            var target = new Target(war, "");
            for (var handler : PLAIN.keySet()) {
                assertThat(target.remaining(handler)).as(handler).isZero();
            }
            var runs = target.runs();
            for (var disguise : ALL) {
                var answer = target.send(disguise);
                var before = runs;
                runs = target.runs();
                if (runs != before || reached(answer) != null) {
                    failures.add("it ran: " + disguise);
                }
            }
        }
        assertThat(failures).isEmpty();
    }

    /** Returns which guarded handler says that it ran. */
    private static @Nullable String reached(String answer) {
        var reached = REACHED.matcher(answer);
        return reached.find() ? reached.group(1) : null;
    }
}
