package dev.gatehouse.dashboard;

/**
 * A rule of one of the application's filters.
 *
 * @param filter the filter's name
 * @param rule the rule's name; empty for a policy's only one
 */
record RuleId(String filter, String rule) {

    /** Returns it as one text, which {@link #parse} reads. Names of filters have no line ends. */
    @Override
    public String toString() {
        return filter + "\n" + rule;
    }

    static RuleId parse(String text) {
        var end = text.indexOf('\n');
        return new RuleId(text.substring(0, end), text.substring(end + 1));
    }
}
