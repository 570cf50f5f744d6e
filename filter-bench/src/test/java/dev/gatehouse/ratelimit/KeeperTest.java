package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That each of those whose memory is measured counts whoever comes, or the measuring would fail after half an hour. */
final class KeeperTest {

    @ParameterizedTest
    @EnumSource
    void countsEachNewcomer(Keeper keeper) {
        assertThatCode(() -> new Newcomers(keeper.limit()).come(keeper.start(4_000), 1_000))
                .doesNotThrowAnyException();
    }
}
