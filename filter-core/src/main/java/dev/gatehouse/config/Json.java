package dev.gatehouse.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** Jackson, as the filters use it. */
public final class Json {

    /**
     * Makes parsers and generators. It pools no buffers: Jackson's default pool keeps them in the deploying thread, and
     * with them the class loader of an application that is undeployed.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private Json() {}
}
