package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Goals;
import dev.gatehouse.bench.Jmh;
import dev.gatehouse.bench.Question;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/** What does a caller cost in memory? Says it in Markdown; {@link Retained} and {@link Layout} measure it. */
public final class MemoryAnswer {

    /** The question that this answers. */
    public static final Question QUESTION =
            new Question("memory", "What does a caller cost in memory?", MemoryAnswer::answer);

    private static final int SUBJECTS = 1_000_000;
    private static final int SUBJECTS_IN_A_HURRY = 200_000;

    private static final List<Keeper> OURS = List.of(Keeper.TOKEN_BUCKET, Keeper.FIXED_WINDOW, Keeper.SLIDING_WINDOW);

    /** Most of what a filter would remember, when it is rather full. */
    private static final double FULL = 0.8;

    private static final double LESS_THAN_HALF_FULL = 0.48;

    private final int subjects;
    private final Map<Keeper, Figure> retained;
    private final double full;
    private final Map<Keeper, Map<String, Double>> layouts;

    private MemoryAnswer(
            int subjects, Map<Keeper, Figure> retained, double full, Map<Keeper, Map<String, Double>> layouts) {
        this.subjects = subjects;
        this.retained = retained;
        this.full = full;
        this.layouts = layouts;
    }

    private static String answer(Jmh jmh) {
        var subjects = jmh.isQuick() ? SUBJECTS_IN_A_HURRY : SUBJECTS;
        var retained = new EnumMap<Keeper, Figure>(Keeper.class);
        for (var keeper : Keeper.values()) {
            var bytes = DoubleStream.generate(
                    () -> Retained.bytes(keeper, subjects, (int) (subjects / LESS_THAN_HALF_FULL)));
            retained.put(keeper, Figure.of(bytes.limit(jmh.isQuick() ? 1 : 3).toArray()));
        }
        var full = Retained.bytes(Keeper.TOKEN_BUCKET, subjects, (int) (subjects / FULL));
        var layouts = new EnumMap<Keeper, Map<String, Double>>(Keeper.class);
        for (var keeper : OURS) {
            layouts.put(keeper, Layout.bytes(keeper));
        }
        return of(subjects, retained, full, layouts);
    }

    /**
     * Says what was measured.
     *
     * @param retained the bytes of heap for each of so many subjects
     * @param full the same for token buckets, where they are most of what the filter would remember
     * @param layouts of which classes they are
     */
    static String of(
            int subjects, Map<Keeper, Figure> retained, double full, Map<Keeper, Map<String, Double>> layouts) {
        var answer = new MemoryAnswer(subjects, retained, full, layouts);
        return answer.verdict() + answer.heap() + answer.layout();
    }

    private String verdict() {
        return new Goals()
                        .bytesAtMost(
                                "a caller's memory, `1000/hour` and `100/minute`, token buckets",
                                192,
                                figure(Keeper.TOKEN_BUCKET))
                        .bytesAtMost("the same, fixed windows", 192, figure(Keeper.FIXED_WINDOW))
                        .bytesAtMost("the same, sliding windows", 300, figure(Keeper.SLIDING_WINDOW))
                        .bytesAtMost(
                                "`1000000/hour` and `100000/minute`, sliding windows",
                                300,
                                figure(Keeper.GREAT_SLIDING_WINDOW))
                + """
                Heap after garbage collection, more than before for each of %s callers with an API key of 36 characters. They have
                come to a filter with the limits `1000/hour` and `100/minute`, if no others are named, once each, in a JVM of its own with
                a heap of 1 GB.
                The filter would remember somewhat more than twice as many. Ours keeps a digest of the key, all others the key
                itself, which is 80 of their bytes. Sliding windows of more than 255 requests take more: 24 bytes a limit up to
                65,535, and 64 beyond, since each of the 21 counts of a window has to hold all of its requests. Whoever is
                pushed out while more than half of a limit is used is kept aside, and takes as much as before: up to as many again as
                the filter remembers.

                """.formatted(number(subjects));
    }

    private Figure figure(Keeper keeper) {
        return Objects.requireNonNull(retained.get(keeper));
    }

    private String heap() {
        var rows = new StringBuilder("| filter | bytes a caller |\n| --- | --- |\n");
        for (var keeper : Keeper.values()) {
            rows.append("| %s | %s |\n".formatted(keeper.title(), figure(keeper)));
        }
        return rows + """

                From half of what a filter would remember on, Caffeine also keeps a table of who comes often. Where token buckets are
                four fifths of it, a caller takes %s bytes.

                """.formatted(number(full));
    }

    private String layout() {
        var names = new TreeSet<String>();
        layouts.values().forEach(layout -> names.addAll(layout.keySet()));
        var rows = new StringBuilder("""
                Of which objects ours are, as [JOL](https://github.com/openjdk/jol) finds 10,000 callers, in bytes a caller; `PSMS`
                is an entry of Caffeine's, and `Node` one of the map in it:

                | class |""");
        for (var keeper : OURS) {
            rows.append(' ').append(keeper.title()).append(" |");
        }
        rows.append("\n| --- |").append(" --- |".repeat(OURS.size())).append('\n');
        for (var name : names) {
            rows.append("| `").append(name).append("` |");
            for (var keeper : OURS) {
                var bytes = layouts.getOrDefault(keeper, Map.of()).getOrDefault(name, 0.0);
                rows.append(' ').append(number(bytes)).append(" |");
            }
            rows.append('\n');
        }
        return rows.toString();
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number));
    }
}
