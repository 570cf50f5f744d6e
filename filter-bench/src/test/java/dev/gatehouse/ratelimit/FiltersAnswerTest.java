package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figures;
import org.junit.jupiter.api.Test;

final class FiltersAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        var figures = new Figures().add(60, 0, "stepToDigest").add(90, 0, "stepToDecision");
        for (var contender : Contender.values()) {
            figures.add(nanos(contender), 48, "filter", contender);
        }

        assertThat(FiltersAnswer.of(figures))
                .startsWith("""
                        | goal | asked | measured | |
                        | --- | --- | --- | --- |
                        | a whole filter by API key, two limits and `X-` headers, to Tomcat's with headers \
                        | at most 0.8 | 0.50 | reached |
                        | the same, allocated | at most 100 bytes | 48 bytes | reached |
                        | the same where somebody reads what it decides, to where nobody does | at most 1.05 | 1.00 | reached |
                        | a refusal with its body, to Tomcat's | at most 0.1 | 0.05 | reached |
                        | the same, to Tomcat's with its log turned off | at most 0.1 | 0.50 | **missed** |
                        | the same, allocated | at most 400 bytes | 48 bytes | reached |
                        """)
                .contains("| the key is found and digested | 60.0 | 0.30 |\n")
                .contains("| its bucket is found and charged, under two sliding windows | 90.0 | 0.45 |\n")
                .contains("| three headers | 100 | 0.50 |\n")
                .contains("| no filter | 100 / 48 | 0.50 |\n")
                .contains("| Tomcat, two headers | 200 / 48 | 1.00 |\n")
                .contains("| Tomcat, refused with two headers | 2,000 / 48 | 1.00 |\n")
                .contains("| the same, with its log turned off | 200 / 48 | 0.10 |\n");
    }

    private static double nanos(Contender contender) {
        return switch (contender) {
            case TOMCAT_HEADERS, TOMCAT_REFUSED_UNLOGGED -> 200;
            case TOMCAT_REFUSED -> 2_000;
            default -> 100;
        };
    }
}
