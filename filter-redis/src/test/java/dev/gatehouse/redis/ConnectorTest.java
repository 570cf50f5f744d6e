package dev.gatehouse.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What the log says where no connection comes about. */
final class ConnectorTest {

    private static final class Lines extends Handler {

        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + ": " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void saysOnceThatThePasswordIsWrong() throws Exception {
        var logger = Logger.getLogger(RedisServer.class.getName());
        var log = new Lines();
        logger.addHandler(log);
        try (var redis = RedisUnderTest.start("requirepass right")) {
            var server = RedisServer.connect(List.of("redis://:wrong@127.0.0.1:" + redis.port()));
            for (var i = 0; i < 200 && log.lines.isEmpty(); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            // It tries again every half a second.
            TimeUnit.MILLISECONDS.sleep(1_500);
            server.close();
        } finally {
            logger.removeHandler(log);
        }
        assertThat(log.lines)
                .singleElement()
                .asString()
                .startsWith("WARNING: Redis cannot be reached: WRONGPASS")
                .doesNotContain("wrong@");
    }
}
