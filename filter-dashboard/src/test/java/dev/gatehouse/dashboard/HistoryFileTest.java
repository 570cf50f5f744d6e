package dev.gatehouse.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {

    private static final List<String> SECTIONS = List.of("one", "", "three, which is longer", "GATEUSE\u0001 inside");

    @TempDir
    private Path folder;

    private Path path;
    private HistoryFile file;

    @BeforeEach
    void write() throws Exception {
        path = folder.resolve("usage.history");
        file = new HistoryFile(path);
        file.write(SECTIONS.stream().map(text -> text.getBytes(UTF_8)).toList());
    }

    private List<String> sections() throws Exception {
        return file.read().sections().stream()
                .map(section -> new String(section, UTF_8))
                .toList();
    }

    @Test
    void readsWhatWasWritten() throws Exception {
        assertThat(sections()).isEqualTo(SECTIONS);
        assertThat(file.read().damaged()).isZero();
        file.write(List.of());
        assertThat(sections()).isEmpty();
        assertThat(folder).isDirectoryNotContaining(each -> !each.equals(path));
    }

    @Test
    void hasNothingWhereThereIsNoFile() throws Exception {
        Files.delete(path);
        assertThat(sections()).isEmpty();
        assertThat(file.read().damaged()).isZero();
    }

    @Test
    void anyDamagedByteCostsItsSectionAndNoOther() throws Exception {
        var whole = Files.readAllBytes(path);
        for (var at = 0; at < whole.length; at++) {
            for (var bit = 0; bit < 8; bit++) {
                var damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(path, damaged);
                assertThat(SECTIONS).as("byte " + at).containsAll(sections());
                assertThat(sections()).as("byte " + at).hasSizeGreaterThanOrEqualTo(SECTIONS.size() - 1);
                assertThat(file.read().damaged()).as("byte " + at).isPositive();
            }
        }
    }

    @Test
    void whatIsCutOffCostsWhatWasThere() throws Exception {
        var whole = Files.readAllBytes(path);
        for (var length = 0; length < whole.length; length++) {
            Files.write(path, java.util.Arrays.copyOf(whole, length));
            var sections = sections();
            assertThat(sections).isEqualTo(SECTIONS.subList(0, sections.size()));
            assertThat(sections).hasSizeLessThan(SECTIONS.size());
        }
    }

    @Test
    void whatIsNoHistoryIsLeftOut() throws Exception {
        Files.writeString(path, "{ \"no\": \"history\" }".repeat(1_000));
        assertThat(sections()).isEmpty();
        assertThat(file.read().damaged()).isEqualTo(1);
    }
}
