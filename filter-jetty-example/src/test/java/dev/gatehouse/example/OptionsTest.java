package dev.gatehouse.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionsTest {

    @Test
    void takesPort8080AndTheNextByDefault() throws Exception {
        assertThat(Options.parse()).isEqualTo(new Options(8080, 8081, null, false));
    }

    @Test
    void putsTheOtherPortAfterThePort() throws Exception {
        assertThat(Options.parse("--port", "9000")).isEqualTo(new Options(9000, 9001, null, false));
    }

    @Test
    void takesAnyTwoFreePortsForPort0() throws Exception {
        assertThat(Options.parse("--port", "0")).isEqualTo(new Options(0, 0, null, false));
    }

    @Test
    void readsEveryOptionInBothSpellings() throws Exception {
        var expected = new Options(9000, 9100, "gatehouse.json", false);

        assertThat(Options.parse("--port", "9000", "--other-port", "9100", "--policy", "gatehouse.json"))
                .isEqualTo(expected);
        assertThat(Options.parse("--policy=gatehouse.json", "--other-port=9100", "--port=9000"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h"})
    void showsTheHelpWhateverElseIsGiven(String option) throws Exception {
        assertThat(Options.parse("--port", "1", option, "--no-such-option").help())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prot 9000                   | unknown option '--prot'
            9000                          | unknown option '9000'
            --port                        | --port needs a value
            --port=                       | --port is '', not a port: write a number from 0 to 65535
            --port http                   | --port is 'http', not a port: write a number from 0 to 65535
            --port -1                     | --port is '-1', not a port: write a number from 0 to 65535
            --port 65536                  | --port is '65536', not a port: write a number from 0 to 65535
            --other-port 8.5              | --other-port is '8.5', not a port: write a number from 0 to 65535
            --port 1 --port 2             | --port is given twice
            --port 9000 --other-port 9000 | --port and --other-port are both 9000; another origin needs another port
            --port 65535                  | no port comes after 65535: choose the other with --other-port
            --policy=                     | --policy needs the name of a file
            """)
    void saysWhatIsWrong(String commandLine, String message) {
        assertThatThrownBy(() -> Options.parse(commandLine.split(" ", -1)))
                .isInstanceOf(Options.UsageException.class)
                .hasMessage(message);
    }
}
