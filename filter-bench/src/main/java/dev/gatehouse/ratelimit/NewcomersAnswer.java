package dev.gatehouse.ratelimit;

import dev.gatehouse.bench.Figure;
import dev.gatehouse.bench.Figures;

/** Says in Markdown what {@link NewcomersBenchmark} has measured. */
final class NewcomersAnswer {

    private static final String BENCHMARK = "filter";

    private final Figures figures;

    private NewcomersAnswer(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures) {
        var answer = new NewcomersAnswer(figures);
        return answer.filters() + answer.ways();
    }

    private String filters() {
        return """
                A whole `doFilter` by API key with `X-` headers, of filters that remember 20,000 callers. *Known* are 1,000 callers in
                turn. *All new* are 500,000, one after the other and then again, so that each is forgotten when its turn comes.
                *Half new* is one of these and one of the known in turn. All filters use Caffeine, and the thread that brings a
                newcomer does all of the work for it. In ns / bytes allocated:

                | filter | known | half new | all new | all new to known |
                | --- | --- | --- | --- | --- |
                | ours, two limits | %s | %s | %s | %s |
                | Bucket4j, two limits | %s | %s | %s | %s |
                | a count that is never reset | %s | | %s | %s |

                """.formatted(
                        cell(Crowd.OURS_KNOWN),
                        cell(Crowd.OURS_HALF),
                        cell(Crowd.OURS_NEW),
                        ratio(Crowd.OURS_NEW, Crowd.OURS_KNOWN),
                        cell(Crowd.BUCKET4J_KNOWN),
                        cell(Crowd.BUCKET4J_HALF),
                        cell(Crowd.BUCKET4J_NEW),
                        ratio(Crowd.BUCKET4J_NEW, Crowd.BUCKET4J_KNOWN),
                        cell(Crowd.COUNT_KNOWN),
                        cell(Crowd.COUNT_NEW),
                        ratio(Crowd.COUNT_NEW, Crowd.COUNT_KNOWN));
    }

    private String ways() {
        return """
                A newcomer costs ours more than Bucket4j's: it is looked for among those that are kept aside, whoever makes room for
                it is asked how much it has used, and four others whether they have all of their limits again. That is what it
                takes that a flood of newcomers frees nobody.

                It matters what becomes of those who came before, where all are new:

                | those before | ns / bytes | to known |
                | --- | --- | --- |
                | have used little, and are forgotten | %s | %s |
                | have all of their limits again within 2 ms, and are swept out | %s | %s |
                | have used up a limit, and are kept aside | %s | %s |

                A caller that has all of its limits again is as good as new, and becomes so when the next newcomer sweeps: token
                buckets that are full again between two requests cost what newcomers do.
                """.formatted(
                        cell(Crowd.OURS_NEW),
                        ratio(Crowd.OURS_NEW, Crowd.OURS_KNOWN),
                        cell(Crowd.OURS_SWEPT),
                        ratio(Crowd.OURS_SWEPT, Crowd.OURS_KNOWN),
                        cell(Crowd.OURS_USED_UP),
                        ratio(Crowd.OURS_USED_UP, Crowd.OURS_KNOWN));
    }

    private String cell(Crowd crowd) {
        return figures.cell(BENCHMARK, crowd);
    }

    private Figure ratio(Crowd one, Crowd other) {
        return figures.nanos(BENCHMARK, one).over(figures.nanos(BENCHMARK, other));
    }
}
