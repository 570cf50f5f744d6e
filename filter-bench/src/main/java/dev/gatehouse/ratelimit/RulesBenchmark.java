package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import dev.gatehouse.bench.StubChain;
import dev.gatehouse.bench.StubConfig;
import dev.gatehouse.bench.StubRequest;
import dev.gatehouse.bench.StubResponse;
import dev.gatehouse.client.RequestPath;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Do ten thousand rules match as fast as ten? Asked of the matching alone, and of the whole filter. */
public class RulesBenchmark {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("rules", "Do ten thousand rules match as fast as ten?", RulesBenchmark::answer);

    private static String answer(Jmh jmh) {
        return RulesAnswer.of(jmh.measure(RulesBenchmark.class));
    }

    /** Finds the rules of requests, as the filter does. */
    private static final class Finder {

        private final RuleSet rules;
        private final StubRequest request = new StubRequest();
        private final RequestPath path = new RequestPath();
        private final Matches matches = new Matches();

        Finder(RuleSet rules) {
            this.rules = rules;
        }

        int find(ManyRules.Call call) {
            return find(request.next(call.method(), call.path(), call.address()));
        }

        int find(StubRequest request) {
            path.read(request);
            matches.start();
            rules.find(request.getMethod(), path, matches);
            return matches.size();
        }
    }

    /** Requests one after another, from the beginning again after the last. */
    private static final class Calls {

        private final ManyRules.Call[] calls;
        private int next;

        Calls(List<ManyRules.Call> calls) {
            this.calls = calls.toArray(ManyRules.Call[]::new);
        }

        ManyRules.Call next() {
            var call = calls[next];
            next = next + 1 == calls.length ? 0 : next + 1;
            return call;
        }
    }

    /** Matching alone. */
    @State(Scope.Thread)
    public static class Matching {

        @Param({"1", "10", "100", "10000"})
        public int rules;

        private Finder finder;
        private ManyRules.Call first;
        private ManyRules.Call firstOther;
        private Calls matching;
        private Calls others;

        @Setup
        public void prepare() {
            finder = new Finder(ManyRules.policy(rules).rules());
            first = ManyRules.first();
            firstOther = ManyRules.firstOther();
            matching = new Calls(expect(1, ManyRules.matching(rules)));
            others = new Calls(expect(0, ManyRules.others(rules)));
        }

        private List<ManyRules.Call> expect(int found, List<ManyRules.Call> calls) {
            for (var call : calls) {
                if (finder.find(call) != found) {
                    throw new IllegalStateException(call + " does not match " + found + " rules");
                }
            }
            return calls;
        }
    }

    @Benchmark
    public int findOnePath(Matching on) {
        return on.finder.find(on.first);
    }

    @Benchmark
    public int findAnyPath(Matching on) {
        return on.finder.find(on.matching.next());
    }

    @Benchmark
    public int findNoneOnePath(Matching on) {
        return on.finder.find(on.firstOther);
    }

    @Benchmark
    public int findNoneAnyPath(Matching on) {
        return on.finder.find(on.others.next());
    }

    /** What an attacker sends. */
    @State(Scope.Thread)
    public static class Hostile {

        @Param({"slashes", "segments", "letters", "untold"})
        public String path;

        @Param({"10", "10000"})
        public int rules;

        private Finder finder;
        private StubRequest request;

        @Setup
        public void prepare() {
            finder = new Finder(ManyRules.policy(rules).rules());
            var call = ManyRules.first();
            request = new StubRequest();
            switch (path) {
                case "slashes" -> request.next(call.method(), "/".repeat(8_000) + call.path(), call.address());
                case "segments" -> request.next(call.method(), call.path() + "/x".repeat(4_000), call.address());
                case "letters" ->
                    request.next(
                            call.method(),
                            call.path().replace("/export", "x".repeat(8_000) + "/export"),
                            call.address());
                case "untold" ->
                    request.next(call.method(), call.path(), call.address()).withoutPath();
                default -> throw new IllegalArgumentException(path);
            }
        }
    }

    @Benchmark
    public int findHostile(Hostile on) {
        return on.finder.find(on.request);
    }

    /** A filter, and an application that does nothing. */
    private static final class Filtered {

        private final RateLimitFilter filter;
        private final StubRequest request = new StubRequest();
        private final StubResponse response = new StubResponse();
        private final StubChain application = new StubChain();

        Filtered(RateLimitPolicy policy) {
            filter = StubConfig.start(new RateLimitFilter(policy), Map.of());
        }

        long filter(ManyRules.Call call) throws IOException, ServletException {
            response.reset();
            filter.doFilter(request.next(call.method(), call.path(), call.address()), response, application);
            return application.requests();
        }

        /** Sends every request once, so that there is a bucket for each, and sees that all are counted and admitted. */
        Calls known(List<ManyRules.Call> calls) throws IOException, ServletException {
            for (var call : calls) {
                var before = application.requests();
                if (filter(call) != before + 1 || response.getHeader("X-RateLimit-Limit") == null) {
                    throw new IllegalStateException(call + " is not counted, or refused");
                }
            }
            return new Calls(calls);
        }
    }

    /** The whole filter, with rules for different requests. */
    @State(Scope.Thread)
    public static class Filtering {

        @Param({"1", "10", "100", "10000"})
        public int rules;

        private Filtered filtered;
        private ManyRules.Call first;
        private Calls matching;
        private Calls usual;

        @Setup
        public void prepare() throws IOException, ServletException {
            filtered = new Filtered(ManyRules.policy(rules));
            first = ManyRules.first();
            matching = filtered.known(ManyRules.matching(rules));
            usual = new Calls(ManyRules.usual(rules));
        }
    }

    @Benchmark
    public long filterOnePath(Filtering on) throws IOException, ServletException {
        return on.filtered.filter(on.first);
    }

    @Benchmark
    public long filterAnyPath(Filtering on) throws IOException, ServletException {
        return on.filtered.filter(on.matching.next());
    }

    @Benchmark
    public long filterUsualPath(Filtering on) throws IOException, ServletException {
        return on.filtered.filter(on.usual.next());
    }

    /** The baseline: one rule, which is for every request. */
    @State(Scope.Thread)
    public static class Baseline {

        private Filtered filtered;
        private ManyRules.Call first;
        private Calls matching;

        @Setup
        public void prepare() throws IOException, ServletException {
            filtered = new Filtered(ManyRules.policyWithoutMatch());
            first = ManyRules.first();
            matching = filtered.known(ManyRules.matching(1));
        }
    }

    @Benchmark
    public long baselineOnePath(Baseline on) throws IOException, ServletException {
        return on.filtered.filter(on.first);
    }

    @Benchmark
    public long baselineAnyPath(Baseline on) throws IOException, ServletException {
        return on.filtered.filter(on.matching.next());
    }
}
