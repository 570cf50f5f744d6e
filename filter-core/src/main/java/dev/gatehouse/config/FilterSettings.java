package dev.gatehouse.config;

import jakarta.servlet.FilterConfig;
import java.util.Collections;

/**
 * The settings of one deployed filter: its init-params, or the section of the policy file that its init-param
 * {@code policyFile} names. Never both.
 */
public final class FilterSettings {

    private static final String POLICY_FILE = "policyFile";

    private final Settings settings;
    private final Problems problems;

    private FilterSettings(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /**
     * Reads them.
     *
     * @param type the filter's class, as its operator knows it
     * @param section the filter's section of a policy file
     * @throws InvalidPolicyException if there is a policy file that cannot be read, or other init-params beside it
     */
    public static FilterSettings of(FilterConfig config, String type, String section) {
        var params = initParams(config, type);
        var problems = new Problems();
        var file = params.get(POLICY_FILE);
        if (file == null) {
            return new FilterSettings(params, problems);
        }
        for (var name : params.names()) {
            if (!name.equals(POLICY_FILE)) {
                problems.add(
                        params.placeOfName(name),
                        "policyFile.beside",
                        name + " stands beside policyFile; a filter is configured by one of them",
                        "remove one");
            }
        }
        var context = config.getServletContext();
        var read = PolicyFile.readSection((String) file.value(), section, context::getResourceAsStream, problems);
        if (read == null) {
            problems.throwIfAny(params.place());
            throw new IllegalStateException("a section that cannot be read is a problem");
        }
        return new FilterSettings(read, problems);
    }

    /** Returns what was written. */
    public Settings settings() {
        return settings;
    }

    /** Returns the problems found so far, for the policy to add its own. */
    public Problems problems() {
        return problems;
    }

    /**
     * Makes sure that a filter which was given its policy in Java has no init-params.
     *
     * @throws InvalidPolicyException if it has
     */
    public static void refuseAny(FilterConfig config, String type) {
        var params = initParams(config, type);
        var problems = new Problems();
        for (var name : params.names()) {
            problems.add(
                    params.placeOfName(name),
                    "policy.beside",
                    name + " is set, but the filter was given its policy in Java",
                    "remove it, or make the filter without a policy");
        }
        problems.throwIfAny(params.place());
    }

    private static Settings initParams(FilterConfig config, String type) {
        var names = Collections.list(config.getInitParameterNames());
        return Settings.ofInitParams(type + " '" + config.getFilterName() + "'", names, config::getInitParameter);
    }
}
