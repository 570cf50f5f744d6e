package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Jvm;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jol.info.GraphLayout;

/** Of which objects the bytes are that a filter takes for each caller, as JOL lays them out. */
final class Layout {

    /** Without these JOL warns, and cannot look into lambdas. */
    private static final List<String> OPTIONS =
            List.of("-Djdk.attach.allowAttachSelf=true", "-Djol.magicFieldOffset=true");

    private static final int SUBJECTS = 10_000;

    /** How lines with figures begin. */
    private static final String FIGURE = "figure: ";

    private Layout() {}

    /** Returns the bytes of each class for each caller, as far as they come to one byte. */
    static Map<String, Double> bytes(Keeper keeper) {
        var bytes = new TreeMap<String, Double>();
        // JOL prints warnings among them where it cannot attach to the JVM, and then finds the same by other means.
        Jvm.run(Layout.class, OPTIONS, keeper.name())
                .lines()
                .filter(line -> line.startsWith(FIGURE))
                .forEach(line -> {
                    var words = line.substring(FIGURE.length()).split(" ", -1);
                    bytes.put(words[0], Double.parseDouble(words[1]));
                });
        return bytes;
    }

    /** Prints the classes and their bytes. The argument is the keeper. */
    public static void main(String... arguments) throws IOException, ServletException {
        var keeper = Keeper.valueOf(arguments[0]);
        var filter = keeper.start(3 * SUBJECTS);
        var before = GraphLayout.parseInstance(filter).getClassSizes();
        new Newcomers(keeper.limit()).come(filter, SUBJECTS);
        var after = GraphLayout.parseInstance(filter).getClassSizes();
        for (var type : after.keys()) {
            var bytes = (double) (after.count(type) - before.count(type)) / SUBJECTS;
            if (bytes >= 1) {
                System.out.println(FIGURE + type.getSimpleName() + " " + bytes);
            }
        }
    }
}
