package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses of a store in an init-param: those of Sentinels have commas in them. */
final class StoreParamsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://a                                   | redis://a",
                "redis-sentinel://a:1,b:2#m                  | redis-sentinel://a:1,b:2#m",
                "redis://a,redis://b                         | redis://a, redis://b",
                "' redis://a , redis://b '                   | redis://a, redis://b",
                "redis-sentinel://u:p@a:1,b:2#m,rediss://c   | redis-sentinel://***@a:1,b:2#m, rediss://c",
            })
    void areTakenApart(String param, String addresses) throws ServletException {
        var policy = DocumentedFilter.RATE_LIMIT.start(Map.of("limits", "9/hour", "store.redis", param));

        assertThat(policy).contains("redis: " + addresses + ", mode: exact");
    }
}
