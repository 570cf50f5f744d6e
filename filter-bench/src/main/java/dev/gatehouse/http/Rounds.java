package dev.gatehouse.http;

import dev.gatehouse.bench.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured of every variant in each round. */
final class Rounds {

    private final Map<Variant, List<Measured>> rounds = new EnumMap<>(Variant.class);

    /** Adds what was measured of a variant in another round. */
    Rounds add(Variant variant, Measured measured) {
        rounds.computeIfAbsent(variant, each -> new ArrayList<>()).add(measured);
        return this;
    }

    /** Returns one thing that was measured of a variant. */
    Figure of(Variant variant, ToDoubleFunction<Measured> thing) {
        return Figure.of(rounds.getOrDefault(variant, List.of()).stream()
                .mapToDouble(thing)
                .toArray());
    }

    /** Returns how many times as much of a thing one variant has as another, in each round. */
    Figure ratio(Variant variant, Variant other, ToDoubleFunction<Measured> thing) {
        return of(variant, thing).over(of(other, thing));
    }
}
