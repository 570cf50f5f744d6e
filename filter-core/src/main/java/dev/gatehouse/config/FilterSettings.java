package dev.gatehouse.config;

import dev.gatehouse.InvalidPolicyException;
import jakarta.servlet.FilterConfig;
import java.util.ArrayList;
import java.util.Collections;

/**
 * The settings of deployed filters: init-params, or the section of the policy file that the init-param
 * {@code policyFile} names. Never both.
 */
public final class FilterSettings {

    private static final String POLICY_FILE = "policyFile";

    private FilterSettings() {}

    /** Returns what opens the files of a filter's settings. */
    public static SourceFiles files(FilterConfig config) {
        return new SourceFiles(
                path -> config.getServletContext().getResourceAsStream(path),
                path -> config.getServletContext().getRealPath(path));
    }

    /**
     * Reads a filter's.
     *
     * @param filter how an operator knows the filter: {@code CorsFilter 'cors'}
     * @param files opens the policy file, if there is one, and what it names
     * @throws InvalidPolicyException if there is a policy file that cannot be read
     */
    public static SettingsReader read(FilterConfig config, String filter, Section section, SourceFiles files) {
        var params = initParams(config, filter);
        var problems = new Problems();
        var file = params.get(POLICY_FILE);
        if (file == null) {
            var reader = new SettingsReader(params, problems);
            reader.get(POLICY_FILE);
            return reader;
        }
        refuseBeside(POLICY_FILE, params, problems);
        var location = ((String) file.value()).strip();
        var read = PolicyFile.readSection(location, section, files, problems);
        if (read == null) {
            problems.throwIfAny(section.subject());
            throw new IllegalStateException("a section that cannot be read is a problem");
        }
        return new SettingsReader(read, problems);
    }

    /**
     * Makes sure that a filter which was given its policy in Java has no init-params.
     *
     * @throws InvalidPolicyException if it has
     */
    public static void refuseAny(FilterConfig config, String filter, Section section) {
        var problems = new Problems();
        refuseBeside("the policy that the constructor was given", initParams(config, filter), problems);
        problems.throwIfAny(section.subject());
    }

    private static Settings initParams(FilterConfig config, String filter) {
        return Settings.ofInitParams(
                filter, Collections.list(config.getInitParameterNames()), config::getInitParameter);
    }

    private static void refuseBeside(String source, Settings params, Problems problems) {
        var others = new ArrayList<String>();
        params.names().forEach(others::add);
        others.remove(source);
        if (!others.isEmpty()) {
            problems.add(
                    params.place(),
                    "settings.two-sources",
                    "init-params stand beside " + source + ": " + String.join(", ", others),
                    "remove one: a filter's settings have one source");
        }
    }
}
