package dev.gatehouse.dashboard;

import dev.gatehouse.cors.CorsDecision;
import dev.gatehouse.ratelimit.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who used how much of which limit, over the last minute, hour, day and month. What it takes, in memory and for each
 * decision, grows with neither requests nor callers nor paths.
 *
 * <p>What is most frequent is counted in stretches of five minutes, which are added up to hours, and these to days.
 *
 * <p>Thread-safe.
 */
final class Statistics {

    private static final Duration STRETCH = Duration.ofMinutes(5);
    private static final int STRETCHES_AN_HOUR = 12;
    private static final int HOURS = 24;
    private static final int DAYS = 31;

    private final LongSupplier clockMillis;
    private final Map<Period, Ring<Totals>> curves = new EnumMap<>(Period.class);
    private final Ring<Slot> stretches = new Ring<>(STRETCH, STRETCHES_AN_HOUR + 1, Slot::new);
    private final Ring<Slot> hours = new Ring<>(Duration.ofHours(1), HOURS, Slot::new);
    private final Ring<Slot> days = new Ring<>(Duration.ofDays(1), DAYS, Slot::new);
    private final Latest latest = new Latest();
    private long latestMillis;
    private long stretchStart;
    private Slot stretch;

    /** Makes statistics of nothing yet. */
    Statistics(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.latestMillis = clockMillis.getAsLong();
        this.stretchStart = stretches.startOf(latestMillis);
        this.stretch = stretches.at(latestMillis);
        for (var period : Period.values()) {
            curves.put(period, new Ring<>(period.step(), period.steps(), Totals::new));
        }
    }

    /** Adds all decisions of a filter that somebody hands over. */
    synchronized void addAll(String filter, Consumer<Consumer<Decision>> source) {
        var now = moveOn();
        source.accept(decision -> add(decision, filter, now));
    }

    /** Adds all that CORS has made of requests. */
    synchronized void addAllOfCors(Consumer<Consumer<CorsDecision>> source) {
        moveOn();
        source.accept(stretch::add);
    }

    private void add(Decision decision, String filter, long now) {
        curves.values().forEach(curve -> curve.at(now).add(decision.outcome(), decision.weight()));
        stretch.add(decision, filter, Endpoint.of(decision.method(), decision.path()));
        latest.add(decision, filter, now);
    }

    /** Returns what time it is, after adding a stretch that is over to its hour and day. */
    private long moveOn() {
        // A clock that is set back stands still until it is there again: nothing is counted in a time that is over.
        latestMillis = Math.max(latestMillis, clockMillis.getAsLong());
        var start = stretches.startOf(latestMillis);
        if (start != stretchStart) {
            hours.at(stretchStart).addAll(stretch);
            days.at(stretchStart).addAll(stretch);
            stretch = stretches.at(latestMillis);
            stretchStart = start;
        }
        return latestMillis;
    }

    /** Returns how many requests came to what in each step of a period, from the oldest to the one that is now. */
    synchronized List<Ring.Stretch<Totals>> curve(Period period) {
        return ring(period).until(moveOn());
    }

    /** Returns what there was most of in a period; in the last five minutes, if that is shorter. */
    synchronized Slot sum(Period period) {
        var now = moveOn();
        var sum = new Slot();
        switch (period) {
            case LIVE -> {}
            case HOUR ->
                stretches.until(now).stream()
                        .filter(each -> each.slot() != stretch)
                        .forEach(each -> sum.addAll(each.slot()));
            case DAY -> hours.until(now).forEach(each -> sum.addAll(each.slot()));
            case MONTH -> days.until(now).forEach(each -> sum.addAll(each.slot()));
        }
        sum.addAll(stretch);
        return sum;
    }

    /** Returns all of it, but for how callers were seen last, in sections that {@link #addHistory} takes. */
    synchronized List<byte[]> history() throws IOException {
        var now = moveOn();
        var sections = new ArrayList<byte[]>();
        for (var period : Period.values()) {
            for (var each : curve(period)) {
                if (each.slot().requests() > 0) {
                    sections.add(
                            section(period.name(), each.startMillis(), data -> SlotCodec.write(each.slot(), data)));
                }
            }
        }
        var frequent = new LinkedHashMap<String, Ring<Slot>>();
        frequent.put("stretch", stretches);
        frequent.put("hour", hours);
        frequent.put("day", days);
        for (var ring : frequent.entrySet()) {
            for (var each : ring.getValue().until(now)) {
                if (!each.slot().isEmpty()) {
                    // The stretch that is now is not yet in its hour.
                    var name = each.slot() == stretch ? "now" : ring.getKey();
                    sections.add(section(name, each.startMillis(), data -> SlotCodec.write(each.slot(), data)));
                }
            }
        }
        return sections;
    }

    private interface Writing {
        void to(DataOutputStream data) throws IOException;
    }

    private static byte[] section(String name, long startMillis, Writing writing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(bytes)) {
            data.writeUTF(name);
            data.writeLong(startMillis);
            writing.to(data);
        }
        return bytes.toByteArray();
    }

    /** Adds a section of a history; what is too long ago is left out. */
    synchronized void addHistory(byte[] section) throws IOException {
        var now = moveOn();
        // So that they know what is too long ago.
        hours.at(now);
        days.at(now);
        curves.values().forEach(curve -> curve.at(now));
        try (var data = new DataInputStream(new ByteArrayInputStream(section))) {
            var name = data.readUTF();
            var start = data.readLong();
            switch (name) {
                case "now" -> addSlot(data, start, List.of(stretches, hours, days));
                case "stretch" -> addSlot(data, start, List.of(stretches));
                case "hour" -> addSlot(data, start, List.of(hours));
                case "day" -> addSlot(data, start, List.of(days));
                default -> {
                    for (var period : Period.values()) {
                        var totals = period.name().equals(name) ? ring(period).remembered(start) : null;
                        if (totals != null) {
                            SlotCodec.read(data, totals);
                        }
                    }
                }
            }
        }
    }

    private void addSlot(DataInputStream data, long start, List<Ring<Slot>> rings) throws IOException {
        var read = new Slot();
        SlotCodec.read(data, read);
        for (var ring : rings) {
            var slot = ring.remembered(start);
            if (slot != null) {
                slot.addAll(read);
            }
            if (slot == stretch) {
                // It goes on, and is added to its hour when it is over.
                return;
            }
        }
    }

    private Ring<Totals> ring(Period period) {
        return Objects.requireNonNull(curves.get(period));
    }

    /** Returns how a caller was seen last; null if that is forgotten. */
    synchronized Latest.@Nullable Seen latest(SubjectId subject) {
        return latest.find(subject);
    }
}
