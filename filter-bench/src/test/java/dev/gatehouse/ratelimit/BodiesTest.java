package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.bench.Jvm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that are read to count their records take no more of the heap together than the filter gives them. */
final class BodiesTest {

    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    /** What a JVM has in use that does nothing, and what each of a hundred clients may have without asking. */
    private static final int MEGABYTES_BESIDES = 24;

    @ParameterizedTest
    @CsvSource({
        "utf-8,      [,    ' ', 1000000",
        "utf-8,      '[\"', x,  1000000",
        "iso-8859-1, '[\"', x,  1000000",
        "iso-8859-1, [,    1,   1000000",
        "iso-8859-1, [,    1,   4000000",
    })
    void takeAQuarterOfTheHeap(String encoding, String begin, String again, int length) {
        var used = Jvm.run(Bodies.class, SMALL, encoding, begin, again, String.valueOf(length));

        assertThat(Long.parseLong(used.strip())).as("megabytes in use").isLessThan(256 / 4 + MEGABYTES_BESIDES);
    }
}
