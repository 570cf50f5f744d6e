package dev.gatehouse.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.store.Script;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that the application has made. */
final class GivenConnectionTest extends OnRedis {

    private RedisClient client;

    @BeforeEach
    void make() {
        client = RedisClient.create(redis.uri());
    }

    @AfterEach
    void end() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void isUsedIfItRejectsWhatItCannotSend() throws Exception {
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        var over = RedisServer.over(client.connect(ByteArrayCodec.INSTANCE));

        assertThat(over.run(new Script("return {7}", false), List.of(), List.of())
                        .get(5, TimeUnit.SECONDS))
                .containsExactly(7L);
    }

    /** Each of them, and not only the first: the others would wait for somebody who sends them. */
    @Test
    void whatNobodySendsAnyMoreFailsAtOnce() {
        var link = new Link(client.connect(ByteArrayCodec.INSTANCE), false, task -> {
            throw new RejectedExecutionException("closed");
        });
        for (var i = 0; i < 3; i++) {
            assertThat(link.run(new Script("return {7}", false), List.of(), List.of()))
                    .isCompletedExceptionally();
        }
    }

    /** It would send charges of before an outage after it. */
    @Test
    void isRefusedIfItKeepsWhatItCannotSend() {
        var connection = client.connect(ByteArrayCodec.INSTANCE);

        assertThatThrownBy(() -> RedisServer.over(connection))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)");
    }
}
