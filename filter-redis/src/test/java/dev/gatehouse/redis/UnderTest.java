package dev.gatehouse.redis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis, however many servers it is, that ends with the test. */
public interface UnderTest extends AutoCloseable {

    /**
     * Returns what makes a server on loopback: of the Redis that the tests bring, or of that which the system property
     * {@code redis.server} has the path of.
     */
    static RedisServerBuilder builder() throws IOException {
        var builder = redis.embedded.RedisServer.newRedisServer()
                .bind("127.0.0.1")
                .setting("save \"\"")
                // It keeps what it has there when it is stopped, and begins with what it finds there.
                .setting("dir " + Files.createTempDirectory("redis"));
        var path = System.getProperty("redis.server");
        return path == null ? builder : builder.executableProvider(() -> new File(path));
    }

    /** Returns a server that has a connection to it. */
    RedisServer connect() throws Exception;

    @Override
    void close() throws IOException;
}
