package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever watches a filter is told of its decisions. */
final class DecisionJournalTest extends ServedPolicy {

    private static final String TWO_RULES = """
            { "rules": [ { "name": "account", "by": "header:Key", "limits": ["3/minute", "10/hour"] },
                         { "name": "exports", "match": ["GET /exports/{id}"], "by": "header:Key", "limits": ["1/minute"] } ],
              "exempt": ["GET /health"] }
            """;

    private List<String> read() {
        var read = new ArrayList<String>();
        filter.journal().read(decision -> read.add(text(decision)));
        return read;
    }

    private static String text(Decision decision) {
        var text = new StringBuilder();
        text.append(decision.outcome()).append(' ').append(decision.method()).append(' ');
        text.append(decision.path()).append(decision.weight() == 1 ? "" : " x" + decision.weight());
        text.append(decision.plan().isEmpty() ? "" : " plan " + decision.plan());
        text.append(decision.label() == null ? "" : " of " + decision.label());
        for (var i = 0; i < decision.charges(); i++) {
            var charged = decision.charged(i);
            text.append(" | ").append(charged.rule()).append(charged.isTrial() ? " on trial" : "");
            text.append(charged.isRefused() ? " refused" : "");
            for (var limit = 0; limit < charged.limits(); limit++) {
                text.append(' ').append(charged.limit(limit)).append(": ");
                text.append(charged.remaining(limit)).append(" of ").append(charged.most(limit));
            }
        }
        return text.toString();
    }

    @Test
    void tellsEachDecisionOnceAndInOrder() throws Exception {
        start(TWO_RULES);
        filter.journal().open();
        exchange("GET /courses?secret=1 HTTP/1.1\nKey: a");
        exchange("GET /exports/7 HTTP/1.1\nKey: a");
        exchange("GET /exports/7 HTTP/1.1\nKey: a");
        exchange("POST / HTTP/1.1\nKey: b");
        exchange("GET /health HTTP/1.1\nKey: b");
        assertThat(read())
                .containsExactlyInAnyOrder(
                        "ADMITTED GET /courses | account 3/minute: 2 of 3 10/hour: 9 of 10",
                        "ADMITTED GET /exports/7 | account 3/minute: 1 of 3 10/hour: 8 of 10 | exports 1/minute: 0 of 1",
                        "REFUSED GET /exports/7 | account 3/minute: 1 of 3 10/hour: 8 of 10"
                                + " | exports refused 1/minute: 0 of 1",
                        "ADMITTED POST / | account 3/minute: 2 of 3 10/hour: 9 of 10");
        assertThat(read()).isEmpty();
    }

    @Test
    void tellsWhoseRequestItIsInDigestsAndLabelsOnly(@TempDir Path folder) throws Exception {
        var keys = Files.writeString(
                folder.resolve("keys.json"),
                "{ \"keys\": [ { \"sha256\": \"%s\", \"plan\": \"paid\", \"label\": \"Acme\" } ] }"
                        .formatted(KnownKeys.sha256("acme-key")));
        start("""
                { "identity": { "apiKey": { "keys": "%s", "unknown": "reject" } },
                  "rules": [ { "name": "account", "by": "apiKey", "limits": { "free": ["1/hour"], "paid": ["5/hour"] } } ],
                  "defaultPlan": "free" }
                """.formatted(keys));
        filter.journal().open();
        exchange("GET / HTTP/1.1\nX-API-Key: acme-key");
        exchange("GET / HTTP/1.1\nX-API-Key: acme-key");
        exchange("GET / HTTP/1.1\nX-API-Key: made-up");
        var subjects = new ArrayList<String>();
        filter.journal().read(decision -> {
            subjects.add(decision.charges() == 0 ? "" : decision.charged(0).subject());
            subjects.add(text(decision));
        });
        assertThat(subjects.get(0)).matches("[0-9a-f]{32}").isEqualTo(subjects.get(2));
        assertThat(subjects)
                .contains(
                        "ADMITTED GET / plan paid of Acme | account 5/hour: 4 of 5",
                        "ADMITTED GET / plan paid of Acme | account 5/hour: 3 of 5",
                        "UNKNOWN_KEY GET /");
    }

    @Test
    void tellsOfRulesOnTrialAndOfTooManyRecords() throws Exception {
        start("""
                { "rules": [ { "name": "other", "match": ["GET /other"], "limits": ["9/hour"], "mode": "off" },
                             { "name": "bulk", "match": ["POST /bulk"], "limits": ["9/hour"], "maxRecords": 2 },
                             { "name": "trial", "match": ["GET /"], "limits": ["1/hour"], "mode": "shadow" } ] }
                """);
        filter.journal().open();
        exchange("GET / HTTP/1.1");
        exchange("GET / HTTP/1.1");
        exchange("GET /other HTTP/1.1");
        exchange("POST /bulk HTTP/1.1\nContent-Type: application/json\nContent-Length: 7\n\n[1,2,3]");
        exchange("POST /bulk HTTP/1.1\nContent-Type: application/json\nContent-Length: 5\n\n[1,2]");
        assertThat(read())
                .containsExactlyInAnyOrder(
                        "ADMITTED GET / | trial on trial 1/hour: 0 of 1",
                        "ADMITTED GET / | trial on trial refused 1/hour: 0 of 1",
                        "UNLIMITED GET /other",
                        "TOO_MANY_RECORDS POST /bulk | bulk 9/hour: 9 of 9",
                        "ADMITTED POST /bulk | bulk 9/hour: 8 of 9");
    }

    @Test
    void tellsOfRequestsThatNoStoreDecidedOn() throws Exception {
        for (var onFailure : List.of(OnFailure.OPEN, OnFailure.CLOSED)) {
            start(RateLimitPolicy.builder()
                    .limits("9/minute")
                    .store(store -> store.server(new DeadServer(1))
                            .deadline(Duration.ofMillis(1))
                            .onFailure(onFailure))
                    .build());
            filter.journal().open();
            exchange("GET / HTTP/1.1");
            assertThat(read()).containsExactly((onFailure == OnFailure.OPEN ? "UNCOUNTED" : "UNAVAILABLE") + " GET /");
            if (onFailure == OnFailure.OPEN) {
                stop();
            }
        }
    }

    @Test
    void keepsNothingUnlessItIsOpen() throws Exception {
        start(TWO_RULES);
        exchange("GET / HTTP/1.1\nKey: a");
        assertThat(read()).isEmpty();
        filter.journal().open();
        exchange("GET / HTTP/1.1\nKey: a");
        filter.journal().close();
        exchange("GET / HTTP/1.1\nKey: a");
        assertThat(read()).hasSize(1);
    }

    @Test
    void tellsOfEachRequestOfManyThreadsWhilePoliciesChange() throws Exception {
        start(TWO_RULES);
        filter.journal().open();
        var told = new AtomicLong();
        var threads = 6;
        var each = 1_000;
        var sending = new ArrayList<Thread>();
        for (var i = 0; i < threads; i++) {
            var sender = new Thread(() -> {
                for (var n = 0; n < each; n++) {
                    try {
                        status("GET /courses HTTP/1.1\nKey: a");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            sender.start();
            sending.add(sender);
        }
        for (var rounds = 0; sending.stream().anyMatch(Thread::isAlive); rounds++) {
            if (rounds % 100 == 99) {
                filter.putIntoForce("filter", policy(TWO_RULES));
            }
            filter.journal().read(decision -> told.addAndGet(decision.weight()));
        }
        filter.journal().read(decision -> told.addAndGet(decision.weight()));
        assertThat(told).hasValue((long) threads * each);
    }
}
