package dev.gatehouse.check;

import dev.gatehouse.InvalidPolicyException;
import dev.gatehouse.config.PolicyFile;
import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Section;
import dev.gatehouse.config.Settings;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The check of a policy file before it is deployed: {@code java -jar filter-core-all.jar check policy.json}. It exits
 * with 0 and prints the policy as understood, with 1 and every problem, or with 2 and its usage.
 */
public final class Check {

    static final int RIGHT = 0;
    static final int WRONG = 1;
    static final int NOT_ASKED = 2;

    private static final String USAGE = """
            usage: java -jar filter-core-all.jar check POLICY.json

            Reads a policy file as the filters do. If all is right it prints the policy as they
            understand it and exits with 0; else it prints every problem and exits with 1.
            """;

    private final List<String> understood = new ArrayList<>();
    private final List<String> reports = new ArrayList<>();

    private Check() {}

    /** Runs the check and ends the JVM with its status. */
    public static void main(String[] args) {
        var status = run(args, System.out, System.err);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** Runs the check and returns its status. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 2 || !args[0].equals("check") || args[1].startsWith("-")) {
            err.print(USAGE);
            return NOT_ASKED;
        }
        var check = new Check();
        check.read(args[1]);
        if (check.reports.isEmpty()) {
            check.understood.forEach(out::println);
            return RIGHT;
        }
        check.reports.forEach(err::println);
        return WRONG;
    }

    private void read(String file) {
        var problems = new Problems();
        var sections = PolicyFile.readSections(file, problems);
        try {
            problems.throwIfAny("policy file");
        } catch (InvalidPolicyException e) {
            reports.add(e.getMessage());
        }
        sections.forEach(this::read);
    }

    private void read(Section section, Settings settings) {
        try {
            var lines = switch (section) {
                case CORS -> CorsPolicy.of(settings).explained();
                case RATE_LIMIT -> RateLimitPolicy.of(settings).explained();
            };
            understood.add(section.key());
            lines.forEach(line -> understood.add("  " + line));
        } catch (InvalidPolicyException e) {
            reports.add(e.getMessage());
        }
    }
}
