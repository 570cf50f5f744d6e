package dev.gatehouse.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.store.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that wait at the same time, and how they are sent. */
final class BatchesTest extends OnRedis {

    private static final int CALLS = 1_000;

    /** Returns of each call its argument, and how many keys all calls have. */
    private static final String ECHO = """
            local told = {}
            for _, argument in ipairs(ARGV) do
              told[#told + 1] = 2
              told[#told + 1] = tonumber(argument)
              told[#told + 1] = #KEYS
            end
            return told
            """;

    private List<CompletableFuture<List<Long>>> send(Script script) {
        var answers = new ArrayList<CompletableFuture<List<Long>>>();
        for (var i = 0; i < CALLS; i++) {
            var argument = Integer.toString(i).getBytes(UTF_8);
            answers.add(server.run(script, List.of(argument), List.of(argument)));
        }
        return answers;
    }

    @Test
    void eachGetsItsOwnAnswerOutOfOne() throws Exception {
        var before = redis.calls("evalsha|eval");
        var answers = send(new Script(ECHO, true));
        for (var i = 0; i < CALLS; i++) {
            var answer = answers.get(i).get(10, TimeUnit.SECONDS);
            assertThat(answer).hasSize(2).startsWith((long) i);
            assertThat(answer.get(1)).isBetween(1L, 64L);
        }
        // The first batches are sent twice: the server does not know the script yet.
        assertThat(redis.calls("evalsha|eval") - before).isLessThan(CALLS / 2);
    }

    @Test
    void aScriptThatTakesOneCallIsSentForEach() throws Exception {
        var before = redis.calls("evalsha|eval");
        for (var answer : send(new Script("return {#ARGV, #KEYS}", false))) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).containsExactly(1L, 1L);
        }
        assertThat(redis.calls("evalsha|eval") - before).isGreaterThanOrEqualTo(CALLS);
    }

    @Test
    void allFailWithTheOneThatIsSent() {
        for (var answer : send(new Script("return redis.error_reply('no')", true))) {
            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasMessageContaining("no");
        }
    }

    @Test
    void anAnswerThatIsNotOneOfAllFailsThem() {
        for (var answer : send(new Script("return {7, 1}", true))) {
            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(RuntimeException.class);
        }
    }
}
