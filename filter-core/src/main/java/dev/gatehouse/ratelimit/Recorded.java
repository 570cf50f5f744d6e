package dev.gatehouse.ratelimit;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A decision that a journal keeps. Made to be used again; not thread-safe. */
final class Recorded implements Decision {

    private Outcome outcome = Outcome.UNLIMITED;
    private long weight = 1;
    private String method = "";
    private String path = "";
    private String plan = "";
    private @Nullable String label;
    private Counted[] charges = {};
    private int size;

    /** Begins anew. */
    void start(Outcome itsOutcome, String itsMethod, @Nullable String itsPath) {
        outcome = itsOutcome;
        method = itsMethod;
        path = itsPath == null ? "" : itsPath;
        plan = "";
        label = null;
        weight = 1;
        size = 0;
    }

    /** Says whose request it is. */
    void caller(String itsPlan, KnownKeys.@Nullable Key key) {
        plan = itsPlan;
        label = key == null ? null : key.label();
    }

    /** Adds what a charge came to. */
    void add(Charge charge, boolean isTrial) {
        for (var i = 0; i < charge.size(); i++) {
            var part = charge.part(i);
            if (part.isWider()) {
                // What it has left is in the lines of the narrower one.
                continue;
            }
            if (size == charges.length) {
                charges = Arrays.copyOf(charges, size + 1);
                charges[size] = new Counted();
            }
            charges[size++].set(part, isTrial);
        }
    }

    /** Says for how many requests it stands. */
    void weight(long requests) {
        weight = requests;
    }

    @Override
    public Outcome outcome() {
        return outcome;
    }

    @Override
    public long weight() {
        return weight;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String plan() {
        return plan;
    }

    @Override
    public @Nullable String label() {
        return label;
    }

    @Override
    public int charges() {
        return size;
    }

    @Override
    public Charged charged(int number) {
        return charges[number];
    }

    /** What one rule counted. */
    private static final class Counted implements Charged {

        private static final HexFormat HEX = HexFormat.of();

        private @Nullable Rule rule;
        private @Nullable Allowance allowance;
        private boolean isTrial;
        private boolean isRefused;
        private long high;
        private long low;
        private long[] remaining = {};
        private long[] untilWhole = {};

        void set(Part part, boolean onTrial) {
            rule = part.rule();
            allowance = part.allowance();
            isTrial = onTrial;
            isRefused = false;
            // The caller's alone: the same under all rules.
            high = part.subject().high() - part.tier().id();
            low = part.subject().low();
            var limits = part.lines();
            if (remaining.length < limits) {
                remaining = new long[limits];
                untilWhole = new long[limits];
            }
            for (var i = 0; i < limits; i++) {
                var line = part.line(i);
                remaining[i] = line.remaining();
                untilWhole[i] = line.untilWhole();
                isRefused |= line.untilRoom() > 0;
            }
        }

        private Allowance allowance() {
            var known = allowance;
            if (known == null) {
                throw new IllegalStateException("nothing is counted yet");
            }
            return known;
        }

        @Override
        public String rule() {
            return rule == null ? "" : rule.name();
        }

        @Override
        public boolean isTrial() {
            return isTrial;
        }

        @Override
        public boolean isRefused() {
            return isRefused;
        }

        @Override
        public String subject() {
            return HEX.toHexDigits(high) + HEX.toHexDigits(low);
        }

        @Override
        public int limits() {
            return allowance().size();
        }

        @Override
        public String limit(int number) {
            return allowance().limit(number).name();
        }

        @Override
        public long most(int number) {
            return allowance().limit(number).quota().most();
        }

        @Override
        public long remaining(int number) {
            return remaining[number];
        }

        @Override
        public long untilWhole(int number) {
            return untilWhole[number];
        }
    }
}
