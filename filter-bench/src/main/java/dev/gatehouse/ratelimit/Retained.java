package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Jvm;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;

/** How many bytes of heap a filter takes for each caller that it remembers, measured in a JVM of its own. */
final class Retained {

    private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

    /** So many collections, and the heap is taken as it is. */
    private static final int MOST_COLLECTIONS = 10;

    private Retained() {}

    /**
     * Measures.
     *
     * @param subjects how many callers there are
     * @param maxSubjects how many the filter would remember
     */
    static double bytes(Keeper keeper, int subjects, int maxSubjects) {
        var printed =
                Jvm.run(Retained.class, OPTIONS, keeper.name(), String.valueOf(subjects), String.valueOf(maxSubjects));
        return Double.parseDouble(printed.strip());
    }

    /** Prints the bytes. The arguments are the keeper and the two numbers. */
    public static void main(String... arguments) throws IOException, ServletException {
        var keeper = Keeper.valueOf(arguments[0]);
        var subjects = Integer.parseInt(arguments[1]);
        var maxSubjects = Integer.parseInt(arguments[2]);
        // What is loaded and made once does not count.
        var few = 1_000;
        new Newcomers(keeper.limit()).come(keeper.start(2 * few), few);
        var filter = keeper.start(maxSubjects);
        var before = heap();
        new Newcomers(keeper.limit()).come(filter, subjects);
        System.out.println((double) (heap() - before) / subjects);
        filter.destroy();
    }

    /** Returns what is in use once collecting garbage makes it no less. */
    private static long heap() {
        var runtime = Runtime.getRuntime();
        var least = Long.MAX_VALUE;
        for (var i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            var used = runtime.totalMemory() - runtime.freeMemory();
            if (used >= least) {
                break;
            }
            least = used;
        }
        return least;
    }
}
