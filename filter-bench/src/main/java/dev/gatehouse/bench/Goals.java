package dev.gatehouse.bench;

/**
 * What a question's answer should come to, and what it comes to: a table that stands first in the answer, and again at
 * the top of the page with those of all others.
 */
public final class Goals {

    /** The table's first lines, by which the page knows it. */
    static final String HEAD = """
            | goal | asked | measured | |
            | --- | --- | --- | --- |
            """;

    private static final String MISSED = "**missed**";

    private final StringBuilder rows = new StringBuilder();

    /** Adds something that should not be more than a bound. */
    public Goals atMost(String what, double bound, Figure measured) {
        return row(what, "at most ", bound, measured, measured.greatest() <= bound, measured.median() <= bound);
    }

    /** Adds something that should not be less than a bound. */
    public Goals atLeast(String what, double bound, Figure measured) {
        return row(what, "at least ", bound, measured, measured.least() >= bound, measured.median() >= bound);
    }

    /** Adds a number of bytes that should not be more than a bound; measured to the nearest byte. */
    public Goals bytesAtMost(String what, long bound, Figure measured) {
        var reached = Math.round(measured.median()) <= bound;
        return row(what, "at most " + bound + " bytes", measured.whole() + " bytes", reached ? "reached" : MISSED);
    }

    private Goals row(
            String what, String relation, double bound, Figure measured, boolean always, boolean byTheMedian) {
        var verdict = always ? "reached" : byTheMedian ? "reached by the median" : MISSED;
        return row(what, relation + bound, measured.toString(), verdict);
    }

    private Goals row(String what, String asked, String measured, String verdict) {
        rows.append("| %s | %s | %s | %s |\n".formatted(what, asked, measured, verdict));
        return this;
    }

    /** Returns the table in Markdown, and where something is missed, where to read why. */
    @Override
    public String toString() {
        var why = rows.indexOf(MISSED) < 0
                ? ""
                : "What is missed, and why: [as fast as its promises let it be](decisions/speed.md).\n\n";
        return HEAD + rows + "\n" + why;
    }
}
