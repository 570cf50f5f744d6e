package dev.gatehouse.example;

import java.util.Map;

/** Says that the server is up; the example's policy exempts it, because a monitor asks often. */
final class Health {

    void addTo(Routes routes) {
        routes.get("/health", call -> Answer.ok(Map.of("status", "up")));
    }
}
