package dev.gatehouse.redis;

import java.io.IOException;

/** A real Redis, however many servers it is, that ends with the test. */
public interface UnderTest extends AutoCloseable {

    /** Returns a server that has a connection to it. */
    RedisServer connect() throws Exception;

    @Override
    void close() throws IOException;
}
