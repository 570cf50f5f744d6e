package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Figures;
import org.junit.jupiter.api.Test;

final class CorsAnswerTest {

    @Test
    void saysWhatWasMeasured() {
        assertThat(CorsAnswer.of(figures(30)))
                .contains("| CORS, an actual request, to the fastest peer | at most 0.35 | 0.30 | reached |\n")
                .contains("| the same of a preflight | at most 0.35 | 0.50 | **missed** |\n")
                .contains("| CORS, an actual request: one wrapper | at most 32 bytes | 24 bytes | reached |\n")
                .contains("| CORS, a preflight | at most 0 bytes | 0 bytes | reached |\n")
                .contains("| CORS, a request without `Origin` | at most 0 bytes | 0 bytes | reached |\n")
                .contains("| CORS, a preflight of 8 KB of commas | at most 0 bytes | 0 bytes | reached |\n")
                .contains("| CORS, a preflight of a name of 8 KB | at most 0 bytes | 1 bytes | **missed** |\n")
                .contains("| CORS, an origin of 8 KB | at most 0 bytes | 0 bytes | reached |\n")
                .contains("| Gatehouse | 20.0 / 0 | 30.0 / 24 | 100 / 0 |\n")
                .contains("| " + Candidate.JETTY.title() + " | 10.0 / 8 | 100 / 208 | 200 / 800 |\n")
                .contains("| no filter | 1.00 / 0 | 1.00 / 0 | 1.00 / 0 |\n")
                .contains("| Gatehouse : the fastest peer | 2.00 | 0.30 | 0.50 |\n")
                .contains("| Gatehouse | 300 / 0 | refused | 40.0 / 0 | refused |\n")
                .contains("| " + Candidate.JETTY.title() + " | 40,000 / 9,000 | allowed | 500 / 24 | passes |\n")
                .contains("takes Gatehouse 200 / 1.");
    }

    @Test
    void namesTheVersionsOfPeers() {
        assertThat(Candidate.TOMCAT.title()).matches("Tomcat 11\\.[0-9.]+");
        assertThat(Candidate.SPRING.title()).matches("Spring 7\\.[0-9.]+");
        assertThat(Candidate.JETTY.title()).matches("Jetty 12\\.[0-9.]+");
        assertThat(Candidate.CORS_FILTER.title()).matches("cors-filter 3\\.[0-9.]+");
    }

    private static Figures figures(double actual) {
        var figures = new Figures()
                .add(20, 0, "withoutOrigin", Candidate.GATEHOUSE)
                .add(actual, 24, "actual", Candidate.GATEHOUSE)
                .add(100, 0, "preflight", Candidate.GATEHOUSE)
                .add(300, 0.001, "preflightOfCommas", Candidate.GATEHOUSE)
                .add(200, 1, "preflightOfOneName")
                .add(40, 0, "hugeOrigin", Candidate.GATEHOUSE);
        for (var candidate : Candidate.values()) {
            if (candidate == Candidate.NONE) {
                for (var benchmark :
                        new String[] {"withoutOrigin", "actual", "preflight", "preflightOfCommas", "hugeOrigin"}) {
                    figures.add(1, 0, benchmark, candidate);
                }
            } else if (candidate != Candidate.GATEHOUSE) {
                var slower = candidate == Candidate.JETTY ? 1 : 5;
                figures.add(10 * slower, 8, "withoutOrigin", candidate)
                        .add(100 * slower, 208, "actual", candidate)
                        .add(200 * slower, 800, "preflight", candidate)
                        .add(40_000 * slower, 9_000, "preflightOfCommas", candidate)
                        .add(500 * slower, 24, "hugeOrigin", candidate);
            }
        }
        return figures;
    }
}
