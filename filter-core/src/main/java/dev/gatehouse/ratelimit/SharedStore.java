package dev.gatehouse.ratelimit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.store.ScriptServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Buckets on a server that several nodes share: one script takes a charge whole, by the server's clock.
 *
 * <p>Where the server is {@linkplain ScriptServer#isPartitioned partitioned}, that is so for what one caller is
 * charged. Several callers are charged one after the other, in the order of their tiers' ids. If one refuses, what has
 * been taken from those before is given back: nobody is admitted beyond a limit by this, but a request that comes
 * between may be refused by what is then given back.
 *
 * <p>Thread-safe.
 */
final class SharedStore {

    private static final byte[] YES = {'1'};
    private static final byte[] NO = {'0'};

    private final ScriptServer server;
    private final SubjectKeys keys;
    private final Timeline timeline;

    SharedStore(ScriptServer server, SubjectKeys keys, Timeline timeline) {
        this.server = server;
        this.keys = keys;
        this.timeline = timeline;
    }

    /**
     * Takes a charge whole, or nothing of it, and of what is left then as much more as each part wishes. The charge is
     * not told yet.
     *
     * @param shares of what is left, at most one in so many is taken beyond what it costs
     * @param until when it must be answered, by {@link System#nanoTime}
     * @throws StoreUnavailableException if there is no answer before the deadline; nobody knows then whether it was
     *     taken
     */
    Told decide(Charge charge, long shares, long until) {
        return new Asking(charge, shares, until).decide();
    }

    /**
     * Decides about nothing, and gives nothing back, so that the server knows the scripts before a request waits for
     * them.
     *
     * @param kinds of meters, as {@link Scripts#of} takes them
     */
    void warmUp(int kinds) {
        var scripts = Scripts.of(kinds);
        var unused = server.run(scripts.decide(), List.of(), List.of(number(0), YES, NO, number(1)));
        var unusedToo = server.run(scripts.giveBack(), List.of(), List.of(number(0)));
    }

    /** One charge on its way. */
    private final class Asking {

        private final Charge charge;
        private final long shares;
        private final String[] callers;
        private final long now = timeline.now();
        private final long until;

        Asking(Charge charge, long shares, long until) {
            this.charge = charge;
            this.until = until;
            this.shares = shares;
            this.callers = new String[charge.size()];
            for (var i = 0; i < callers.length; i++) {
                var part = charge.inOrder(i);
                callers[i] = keys.callerOf(part.subject(), part.tier());
            }
        }

        Told decide() {
            var groups = groups();
            var told = new Told[groups.size()];
            if (groups.size() == 1) {
                told[0] = ask(groups.get(0), true);
            } else {
                inTurn(groups, told);
            }
            for (var i = 0; i < told.length; i++) {
                for (var part : groups.get(i)) {
                    charge.inOrder(part).takenAt(told[i].takenAt());
                }
            }
            return told.length == 1 ? told[0] : together(groups, told);
        }

        /** Returns the places, in the charge's order, of those parts that one call can be about. */
        private List<List<Integer>> groups() {
            var groups = new ArrayList<List<Integer>>();
            for (var i = 0; i < callers.length; i++) {
                List<Integer> own = null;
                for (var group : groups) {
                    if (!server.isPartitioned() || callers[group.get(0)].equals(callers[i])) {
                        own = group;
                    }
                }
                if (own == null) {
                    own = new ArrayList<>();
                    groups.add(own);
                }
                own.add(i);
            }
            return groups;
        }

        private void inTurn(List<List<Integer>> groups, Told[] told) {
            var taken = 0;
            try {
                while (taken < told.length) {
                    told[taken] = ask(groups.get(taken), true);
                    if (!told[taken].isAdmitted()) {
                        break;
                    }
                    taken++;
                }
            } catch (StoreUnavailableException e) {
                giveBack(groups.subList(0, taken), told);
                throw e;
            }
            if (taken == told.length) {
                return;
            }
            giveBack(groups.subList(0, taken), told);
            for (var i = 0; i < told.length; i++) {
                if (i != taken) {
                    told[i] = askToTell(groups.get(i));
                }
            }
        }

        /** Asks what a group of a charge that is refused already has left; all, if there is no answer. */
        private Told askToTell(List<Integer> group) {
            try {
                return ask(group, false);
            } catch (StoreUnavailableException e) {
                return Told.refusalOf(tiersOf(group), now);
            }
        }

        private void giveBack(List<List<Integer>> groups, Told[] told) {
            for (var i = 0; i < groups.size(); i++) {
                var group = groups.get(i);
                giveBack(group, tiersOf(group), told[i]);
            }
        }

        private List<Tier> tiersOf(List<Integer> group) {
            return group.stream().map(at -> charge.inOrder(at).tier()).toList();
        }

        /** Gives back all that was taken of a group; the charge itself may be another one by now. */
        private void giveBack(List<Integer> group, List<Tier> tiers, Told told) {
            var given = new GivenBack();
            var first = 0;
            for (var i = 0; i < tiers.size(); i++) {
                var tier = tiers.get(i);
                var taken = told.left(first) - told.leftNow(first);
                given.add(callers[group.get(i)], tier, taken, told.takenAt(), true, tier.isHeld(), now);
                first += tier.size();
            }
            given.send();
        }

        /**
         * Asks about one group.
         *
         * @param decides whether it is decided; else it is refused, whatever it has left, and that is told
         */
        private Told ask(List<Integer> group, boolean decides) {
            var told = ask(group, decides, now);
            if (told.isOfOtherWindow()) {
                // The server's clock is in another window of the calendar than this node's.
                told = ask(group, decides, told.takenAt());
            }
            if (told.isOfOtherWindow()) {
                throw new StoreUnavailableException("its clock jumps");
            }
            return told;
        }

        private Told ask(List<Integer> group, boolean decides, long layoutAt) {
            var names = new ArrayList<byte[]>(group.size());
            var arguments = new ArrayList<byte[]>(4 + 3 * group.size());
            arguments.add(number(group.size()));
            arguments.add(decides ? YES : NO);
            arguments.add(charge.asksForMore() ? YES : NO);
            arguments.add(number(shares));
            var kinds = 0;
            for (var i : group) {
                var part = charge.inOrder(i);
                var layout = part.tier().layout(layoutAt);
                kinds |= layout.kinds();
                names.add(keys.keyOf(callers[i], part.tier()));
                arguments.add(layout.bytes());
                arguments.add(number(part.cost()));
                arguments.add(number(part.wish()));
            }
            var answer = server.run(Scripts.of(kinds).decide(), names, arguments);
            try {
                var left = Math.max(0, until - System.nanoTime());
                return Told.of(answer.get(left, TimeUnit.NANOSECONDS), now);
            } catch (ExecutionException e) {
                throw new StoreUnavailableException(String.valueOf(e.getCause()));
            } catch (TimeoutException e) {
                giveUp(answer, group);
                throw new StoreUnavailableException("no answer in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                giveUp(answer, group);
                throw new StoreUnavailableException("interrupted");
            }
        }

        /** Has a call that nobody waits for any more not be sent, or gives back what it takes all the same. */
        private void giveUp(CompletableFuture<List<Long>> answer, List<Integer> group) {
            if (answer.cancel(false)) {
                return;
            }
            var tiers = tiersOf(group);
            var unused = answer.thenAccept(numbers -> {
                var late = Told.of(numbers, now);
                if (late.isAdmitted()) {
                    giveBack(group, tiers, late);
                }
            });
        }

        /** Puts what was said of each group together, in the charge's order. */
        private Told together(List<List<Integer>> groups, Told[] told) {
            var first = new int[callers.length + 1];
            for (var i = 0; i < callers.length; i++) {
                first[i + 1] = first[i] + charge.inOrder(i).tier().size();
            }
            var all = new Told.Together(first[callers.length], now);
            for (var i = 0; i < told.length; i++) {
                var from = 0;
                for (var at : groups.get(i)) {
                    var limits = charge.inOrder(at).tier().size();
                    all.add(told[i], from, limits, first[at]);
                    from += limits;
                }
            }
            return all.told();
        }
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    /**
     * Forgets what a subject has used, and what it holds: what is given back of that later finds nothing.
     *
     * @param until when it must be answered, by {@link System#nanoTime}
     * @throws StoreUnavailableException if there is no answer before
     */
    void reset(Subject subject, Tier tier, long until) {
        var key = keys.keyOf(keys.callerOf(subject, tier), tier);
        answer(server.run(Scripts.reset(), List.of(key), List.of()), until);
    }

    private static void answer(CompletableFuture<List<Long>> asked, long until) {
        try {
            var unused = asked.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new StoreUnavailableException(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted");
        }
    }

    /** Gives back all that a request was charged, and what it held. */
    void giveBack(Refund refund) {
        giveBack(refund, part -> true);
    }

    /** Gives back what a request held, and what does not count now that its answer is known. */
    void settle(Refund refund, int status, int sent) {
        giveBack(refund, part -> !part.count().counts(status) && !part.count().counts(sent));
    }

    private void giveBack(Refund refund, Predicate<Refund.Part> isGivenBack) {
        var now = timeline.now();
        var given = new GivenBack();
        for (var part : refund.parts()) {
            var charged = isGivenBack.test(part);
            if (charged || part.tier().isHeld()) {
                var caller = keys.callerOf(part.subject(), part.tier());
                given.add(
                        caller,
                        part.tier(),
                        part.cost(),
                        part.chargedAt(),
                        charged,
                        part.tier().isHeld(),
                        now);
            }
        }
        given.send();
    }

    /** Gives back what was taken of a subject's limits and not spent; returns false if the server cannot be told. */
    boolean giveBack(Subject subject, Tier tier, long cost, long takenAt) {
        var given = new GivenBack();
        given.add(keys.callerOf(subject, tier), tier, cost, takenAt, true, false, timeline.now());
        return given.send();
    }

    /** What is to be given back. Nobody waits for it: where it does not come to the server, it comes back by itself. */
    private final class GivenBack {

        private final List<byte[]> names = new ArrayList<>();
        private final List<byte[]> arguments = new ArrayList<>();
        private String caller = "";
        private int kinds;

        void add(String of, Tier tier, long cost, long takenAt, boolean charged, boolean held, long now) {
            if (server.isPartitioned() && !of.equals(caller)) {
                send();
            }
            caller = of;
            names.add(keys.keyOf(of, tier));
            var layout = tier.layout(now);
            kinds |= layout.kinds();
            arguments.add(layout.bytes());
            arguments.add(number(cost));
            arguments.add(number(takenAt / Timeline.MICROSECOND));
            arguments.add(charged ? YES : NO);
            arguments.add(held ? YES : NO);
        }

        /** Returns false if it cannot be sent. */
        boolean send() {
            if (names.isEmpty()) {
                return true;
            }
            arguments.add(0, number(names.size()));
            var answer = server.run(Scripts.of(kinds).giveBack(), List.copyOf(names), List.copyOf(arguments));
            names.clear();
            arguments.clear();
            kinds = 0;
            return !answer.isCompletedExceptionally();
        }
    }
}
