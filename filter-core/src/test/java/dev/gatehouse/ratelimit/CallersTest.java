package dev.gatehouse.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.client.Address;
import dev.gatehouse.client.AddressRange;
import dev.gatehouse.client.Digest;
import dev.gatehouse.ratelimit.CallerTable.Row;
import dev.gatehouse.ratelimit.CallerTable.Section;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is counted, row by row of the tables. */
final class CallersTest {

    @TempDir
    private Path folder = Path.of("");

    static Stream<Section> sections() {
        return Stream.of("addresses.txt", "keys.txt").flatMap(table -> CallerTable.read(table).stream());
    }

    static Stream<Row> rows() {
        return sections().flatMap(section -> section.rows().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void countsWhomTheTableNames(Row row) {
        assertThat(caller(row)).isEqualTo(row.caller());
    }

    private String caller(Row row) {
        var request = row.request();
        if (row.told().countsKeys()) {
            var work = new Workspace.Pool().take(new Workspace.Kind(Digest.Secret.random(), 0, false));
            row.told().policy(folder).identity().readKey(request, work);
            if (work.apiKey != null) {
                return "key " + work.apiKey.substring(work.apiKeyStart);
            }
        }
        var found = new Address();
        if (row.told().clientAddress().find(request, found, new Address())) {
            return found.isIpv4()
                    ? new AddressRange(found.high(), found.low(), 128).toString()
                    : new AddressRange(found.high(), 0, 64).toString();
        }
        var peer = row.peer();
        return peer == null || peer.isEmpty() ? "peer" : "peer " + peer;
    }
}
