package dev.gatehouse.cors;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import dev.gatehouse.config.SettingsReader;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads a list of origins, each as browsers write it. */
final class OriginReader {

    private OriginReader() {}

    /**
     * Returns the origins, in their order; an empty set if there is no such list.
     *
     * @param allowInsecure whether pages may come by {@code http}
     */
    static Set<String> read(SettingsReader settings, String name, boolean allowInsecure) {
        var origins = new LinkedHashSet<String>();
        var texts = settings.texts(name);
        if (texts != null) {
            for (var written : texts) {
                check(written, allowInsecure, settings.problems());
                if (!origins.add((String) written.value())) {
                    add(written, "origin.duplicate", " is written twice", "remove one", settings.problems());
                }
            }
        }
        return origins;
    }

    private static void check(Setting written, boolean allowInsecure, Problems problems) {
        var origin = Origin.of((String) written.value());
        var right = origin.canonical();
        for (var fault : origin.faults()) {
            add(written, fault.code(), " " + fault.what(), right == null ? fault.hint() : "write " + right, problems);
        }
        if (right != null && !allowInsecure && origin.isInsecure()) {
            add(
                    written,
                    "origin.insecure",
                    " is not encrypted, and allowCredentials is true: whoever is on the network could act as the user",
                    "write " + right.replaceFirst("^http:", "https:") + ", or set allowInsecureOrigins to true",
                    problems);
        }
    }

    private static void add(Setting written, String code, String what, String fix, Problems problems) {
        problems.add(written.place(), code, written.quoted() + what, fix);
    }
}
