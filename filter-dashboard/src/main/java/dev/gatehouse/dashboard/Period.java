package dev.gatehouse.dashboard;

import java.time.Duration;

/** For how long back usage is told. */
enum Period {
    /** The last minute, in seconds. */
    LIVE(Duration.ofSeconds(1), 60),
    HOUR(Duration.ofMinutes(1), 60),
    DAY(Duration.ofMinutes(15), 96),
    /** 31 days. */
    MONTH(Duration.ofHours(6), 124);

    private final Duration step;
    private final int steps;

    Period(Duration step, int steps) {
        this.step = step;
        this.steps = steps;
    }

    /** Returns how far apart the points of its curve are. */
    Duration step() {
        return step;
    }

    /** Returns how many points its curve has. */
    int steps() {
        return steps;
    }
}
