package dev.gatehouse.cors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AsciiTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "origin|true",
                "ORIGIN|true",
                " Origin|true",
                "Origin |true",
                "\tOrigin \t |true",
                "Accept,Origin|true",
                "Accept , Origin , Cookie|true",
                ",,Origin|true",
                "Origin,|true",
                "\"\"|false",
                ",|false",
                "origins|false",
                "x-origin|false",
                "orig in|false",
                "Accept Origin|false",
                "\u00a0origin|false",
                "\"      \"|false",
                "Accept,        |false",
                "\t\t\t\t\t\t\t,x|false",
            })
    void findsAnElementOfAList(String list, boolean expected) {
        assertThat(Ascii.lists(list, "origin")).isEqualTo(expected);
    }

    /** RFC 9110, section 5.6.2. */
    @Test
    void knowsEachCharacterOfATokenAndNoOther() {
        var tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        for (var c = 0; c < 0x3000; c++) {
            var character = String.valueOf((char) c);
            assertThat(Ascii.isToken(character)).as("%04x", c).isEqualTo(tokens.contains(character));
            assertThat(Ascii.isToken("x" + character)).as("x %04x", c).isEqualTo(tokens.contains(character));
        }
        assertThat(Ascii.isToken("")).isFalse();
    }

    /** The Kelvin sign and the long s are letters of their own here, and the dotted capital I is one. */
    @Test
    void ignoresTheCaseOfAsciiAlone() {
        assertThat(Ascii.matches("Kiss", 0, 4, "kiss")).isTrue();
        assertThat(Ascii.matches("\u212aiss", 0, 4, "kiss")).isFalse();
        assertThat(Ascii.matches("ki\u017fs", 0, 4, "kiss")).isFalse();
        assertThat(Ascii.matches("K\u0130ss", 0, 4, "kiss")).isFalse();
        assertThat(Ascii.matches("kisses", 0, 6, "kiss")).isFalse();
    }
}
