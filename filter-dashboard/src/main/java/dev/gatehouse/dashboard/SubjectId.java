package dev.gatehouse.dashboard;

/**
 * Who is counted under a rule.
 *
 * @param digest 32 hexadecimal digits
 */
record SubjectId(RuleId rule, String digest) {

    /** Returns it as one text, which {@link #parse} reads. */
    @Override
    public String toString() {
        return digest + " " + rule;
    }

    static SubjectId parse(String text) {
        var space = text.indexOf(' ');
        return new SubjectId(RuleId.parse(text.substring(space + 1)), text.substring(0, space));
    }
}
