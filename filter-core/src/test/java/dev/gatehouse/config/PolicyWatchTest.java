package dev.gatehouse.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyWatchTest {

    @TempDir
    private Path folder = Path.of("");

    private final List<String> inForce = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private long ticks;

    private final System.Logger log = new System.Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
            logged.add(level + " " + message);
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String format, Object... values) {
            logged.add(level + " " + MessageFormat.format(format, values));
        }
    };

    /** Reads a policy of one word, and the file that it names if there is a second. "bad" cannot be right. */
    private void reading(SourceFiles files) {
        var problems = new Problems();
        var text = read(files, "policy", problems);
        var space = text.indexOf(' ');
        if (space > 0) {
            text = text.substring(0, space + 1) + read(files, text.substring(space + 1), problems);
        }
        if (text.contains("bad")) {
            problems.add("policy", "test.bad", "this is bad", "write good");
        }
        problems.throwIfAny("policy");
        inForce.add(text);
    }

    private String read(SourceFiles files, String name, Problems problems) {
        var content = new FileSource(folder.resolve(name).toString(), files).read(problems);
        return content == null ? "" : new String(content, UTF_8);
    }

    /** Writes a file, with a time of its own: a file system may not tell two writes apart that come so quickly. */
    private void write(String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_700_000_000 + ++ticks)));
    }

    private PolicyWatch watch() {
        var files = SourceFiles.withoutWebApplication();
        reading(files);
        return new PolicyWatch("TheFilter 'f'", log, files, this::reading);
    }

    private static void lookTwice(PolicyWatch watch) {
        watch.look();
        watch.look();
    }

    @BeforeEach
    void begin() throws IOException {
        write("policy", "first");
    }

    @Test
    void readsNothingWhileNothingChanges() {
        var watch = watch();
        for (var i = 0; i < 5; i++) {
            watch.look();
        }
        assertThat(inForce).containsExactly("first");
        assertThat(logged).isEmpty();
    }

    @Test
    void readsWhatHasChangedOnceItIsTheSameForTwoLooks() throws IOException {
        var watch = watch();
        write("policy", "sec");
        watch.look();
        assertThat(inForce).as("it may still be written").containsExactly("first");
        write("policy", "second");
        watch.look();
        assertThat(inForce).as("it was").containsExactly("first");
        watch.look();
        assertThat(inForce).containsExactly("first", "second");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "second");
    }

    @Test
    void findsAChangeBetweenTheReadingAndTheFirstLook() throws IOException {
        var watch = watch();
        write("policy", "second");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "second");
    }

    @Test
    void leavesTheOneBeforeInForceAndTellsOnceWhy() throws IOException {
        var watch = watch();
        write("policy", "bad");
        for (var i = 0; i < 5; i++) {
            watch.look();
        }
        assertThat(inForce).containsExactly("first");
        assertThat(logged).containsExactly("""
                WARNING TheFilter 'f': policy has changed, but the policy before stays in force until it changes again. \
                The policy has one problem:
                policy: this is bad [test.bad]
                    fix: write good""");
        write("policy", "good");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "good");
        assertThat(logged).hasSize(1);
    }

    @Test
    void triesAgainWhenABadFileBecomesWhatItWas() throws IOException {
        var watch = watch();
        write("policy", "bad");
        lookTwice(watch);
        write("policy", "first");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "first");
    }

    @Test
    void keepsGoingWhenAFileIsTakenAwayAndPutBack() throws IOException {
        var watch = watch();
        Files.delete(folder.resolve("policy"));
        for (var i = 0; i < 5; i++) {
            watch.look();
        }
        assertThat(inForce).containsExactly("first");
        assertThat(logged).hasSize(1).first().asString().contains("there is no such file [file.missing]");
        write("policy", "second");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "second");
    }

    @Test
    void watchesTheFilesThatAreNamedByThePolicyInForceAndByTheOneThatIsBad() throws IOException {
        write("policy", "first keys");
        write("keys", "one");
        var watch = watch();
        write("keys", "two");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first one", "first two");

        write("policy", "second others");
        lookTwice(watch);
        assertThat(logged).hasSize(1).first().asString().contains("TheFilter 'f': policy has changed", "file.missing");
        write("keys", "three");
        lookTwice(watch);
        assertThat(inForce).as("the policy is still bad").hasSize(2);
        write("others", "four");
        lookTwice(watch);
        assertThat(inForce).endsWith("second four").hasSize(3);

        write("keys", "five");
        lookTwice(watch);
        assertThat(inForce).as("nobody names that any more").hasSize(3);
    }

    /** As Kubernetes changes what it mounts: the file is a link into a folder that is a link. */
    @Test
    void followsLinksThatAreSwapped() throws IOException {
        write("policy", "unused");
        var mounted = Files.createDirectory(folder.resolve("v1"));
        Files.writeString(mounted.resolve("policy"), "first");
        Files.createSymbolicLink(folder.resolve("data"), mounted);
        Files.delete(folder.resolve("policy"));
        Files.createSymbolicLink(folder.resolve("policy"), Path.of("data", "policy"));
        var watch = watch();

        var next = Files.createDirectory(folder.resolve("v2"));
        Files.writeString(next.resolve("policy"), "other");
        Files.createSymbolicLink(folder.resolve("data-next"), next);
        Files.move(folder.resolve("data-next"), folder.resolve("data"), ATOMIC_MOVE);
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "other");
    }

    @Test
    void goesOnAfterAnError() throws IOException {
        var files = SourceFiles.withoutWebApplication();
        reading(files);
        var watch = new PolicyWatch("TheFilter 'f'", log, files, again -> {
            reading(again);
            if (inForce.contains("second") && !inForce.contains("third")) {
                throw new OutOfMemoryError("for a moment");
            }
        });
        write("policy", "second");
        lookTwice(watch);
        assertThat(logged).hasSize(1).first().asString().endsWith("java.lang.OutOfMemoryError: for a moment");
        write("policy", "third");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "second", "third");
        assertThat(logged).hasSize(1);
    }

    /** A device or a pipe might never end. */
    @Test
    void readsNothingButFiles() throws IOException {
        write("policy", "first");
        var watch = watch();
        Files.delete(folder.resolve("policy"));
        Files.createDirectory(folder.resolve("policy"));
        lookTwice(watch);
        assertThat(inForce).containsExactly("first");
        assertThat(logged)
                .hasSize(1)
                .first()
                .asString()
                .contains("the file cannot be read: it is not a regular file [file.unreadable]");
    }

    @Test
    void goesOnAfterAnExceptionThatNobodyForesaw() throws IOException {
        var files = SourceFiles.withoutWebApplication();
        reading(files);
        var watch = new PolicyWatch("TheFilter 'f'", log, files, again -> {
            reading(again);
            throw new IllegalStateException("unforeseen");
        });
        write("policy", "second");
        lookTwice(watch);
        assertThat(logged).hasSize(1).first().asString().endsWith("java.lang.IllegalStateException: unforeseen");
        write("policy", "third");
        lookTwice(watch);
        assertThat(inForce).containsExactly("first", "second", "third");
    }

    @Test
    void hasAThreadThatIsGoneOnceItIsClosed() {
        var files = SourceFiles.withoutWebApplication();
        reading(files);
        var name = "gatehouse watch of TheFilter 'thread'";
        var watch = PolicyWatch.start("TheFilter 'thread'", log, files, this::reading);
        assertThat(threads(name))
                .hasSize(1)
                .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
        watch.close();
        assertThat(threads(name)).isEmpty();
        watch.close();
    }

    @Test
    void hasNoThreadWhereNothingCanChange() {
        var watch = PolicyWatch.start(
                "TheFilter 'none'", log, SourceFiles.withoutWebApplication(), again -> inForce.add("again"));
        assertThat(threads("gatehouse watch of TheFilter 'none'")).isEmpty();
        watch.close();
    }

    private static List<Thread> threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }
}
