package dev.gatehouse.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant: the nearest of the names there are. */
public final class Names {

    private Names() {}

    /** Returns the known name that takes the fewest typing errors to get to, or null if none is near. */
    public static @Nullable String nearest(String written, Collection<String> known) {
        String nearest = null;
        // Two letters of a short word are half of it: what is left may be any word.
        var fewest = (written.length() < 5 ? 1 : Math.max(2, written.length() / 3)) + 1;
        for (var name : known) {
            var errors = errors(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (errors < fewest) {
                fewest = errors;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Counts letters added, left out, replaced, or exchanged with their neighbour. */
    private static int errors(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 20) {
            return Integer.MAX_VALUE;
        }
        var table = new int[a.length() + 1][b.length() + 1];
        for (var i = 0; i <= a.length(); i++) {
            for (var j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                var same = a.charAt(i - 1) == b.charAt(j - 1);
                table[i][j] =
                        Math.min(table[i - 1][j - 1] + (same ? 0 : 1), Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                var exchanged =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[a.length()][b.length()];
    }
}
