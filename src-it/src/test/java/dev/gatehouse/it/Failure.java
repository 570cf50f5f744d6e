package dev.gatehouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;

/** A start that must fail. */
final class Failure {

    private Failure() {}

    /** Returns what an operator finds in the log: the stack trace with all its causes. */
    static String of(Callable<? extends AutoCloseable> start) {
        var thrown = catchThrowable(() -> start.call().close());
        assertThat(thrown).as("the start").isNotNull();
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
