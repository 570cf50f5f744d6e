package dev.gatehouse.error;

import dev.gatehouse.config.Problems;
import dev.gatehouse.config.Setting;
import java.util.List;

/**
 * A JSON body with places left open. A string that is one placeholder and nothing else, {@code "{limit}"}, becomes the
 * value in its own type; a placeholder inside a longer string becomes its text. Immutable, and compiled: filling it is
 * copying bytes and adding values.
 *
 * @param <P> the placeholders there are; {@code RETRY_AFTER} is written {@code {retryAfter}}
 */
public final class BodyTemplate<P extends Enum<P>> {

    /** Gives the values of one answer. */
    @FunctionalInterface
    public interface Values<P> {

        /**
         * Adds a value to the body.
         *
         * @param alone whether the placeholder is a whole value: a text then brings its own quotes
         */
        void add(P placeholder, boolean alone, BodyBuffer body);
    }

    /** A place that is left open, and what stands after it. */
    static final class Place<P> {

        private final P placeholder;
        private final boolean alone;
        private final byte[] after;

        Place(P placeholder, boolean alone, byte[] after) {
            this.placeholder = placeholder;
            this.alone = alone;
            this.after = after;
        }
    }

    private final byte[] before;
    private final List<Place<P>> places;

    BodyTemplate(byte[] before, List<Place<P>> places) {
        this.before = before;
        this.places = List.copyOf(places);
    }

    /**
     * Compiles a template.
     *
     * @param body what was written: an object, a list, or a text
     * @param type the placeholders there are
     * @param problems is told of placeholders that there are not
     */
    public static <P extends Enum<P>> BodyTemplate<P> compile(Setting body, Class<P> type, Problems problems) {
        return new BodyCompiler<>(type, problems).compile(body);
    }

    /** Fills a body. */
    public void fill(BodyBuffer body, Values<P> values) {
        body.start();
        body.add(before);
        for (var i = 0; i < places.size(); i++) {
            var place = places.get(i);
            values.add(place.placeholder, place.alone, body);
            body.add(place.after);
        }
    }
}
