package dev.gatehouse.ratelimit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a filter keeps when its policy changes. Thread-safe.
 *
 * @param timeline what it goes by
 * @param tally counts what comes of requests, before anybody can have read the answer
 * @param journal keeps each decision, if somebody reads it
 * @param workspaces what requests need while they are decided
 * @param blocks callers whom an operator has blocked
 * @param bodies room for the bodies of all requests that are read to count their records
 * @param nextLog when it is logged next what shadow mode lets pass
 */
record Kept(
        Timeline timeline,
        Tally tally,
        DecisionJournal journal,
        Workspace.Pool workspaces,
        Blocks blocks,
        Room bodies,
        AtomicLong nextLog) {

    Kept(Timeline timeline, Room bodies) {
        this(
                timeline,
                new Tally(),
                new DecisionJournal(),
                new Workspace.Pool(),
                new Blocks(),
                bodies,
                new AtomicLong());
    }
}
