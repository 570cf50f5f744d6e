package dev.gatehouse.dashboard;

import dev.gatehouse.ratelimit.Decision.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Totals and slots as bytes. What is counted stands under its name, so that another release reads what it knows of it
 * and leaves out the rest.
 */
final class SlotCodec {

    private SlotCodec() {}

    static void write(Totals totals, DataOutputStream data) throws IOException {
        data.writeByte(Outcome.values().length);
        for (var outcome : Outcome.values()) {
            data.writeUTF(outcome.name());
            data.writeLong(totals.count(outcome));
        }
    }

    static void read(DataInputStream data, Totals totals) throws IOException {
        for (var left = data.readUnsignedByte(); left > 0; left--) {
            var outcome = named(Outcome.values(), data.readUTF());
            var count = data.readLong();
            if (outcome != null && count > 0) {
                totals.add(outcome, count);
            }
        }
    }

    static void write(Slot slot, DataOutputStream data) throws IOException {
        write(slot.totals(), data);
        data.writeByte(Slot.By.values().length * Slot.Kind.values().length);
        for (var by : Slot.By.values()) {
            for (var kind : Slot.Kind.values()) {
                data.writeUTF(by.name());
                data.writeUTF(kind.name());
                write(slot.of(by, kind), data);
            }
        }
    }

    private static void write(Frequent frequent, DataOutputStream data) throws IOException {
        var all = frequent.most(Integer.MAX_VALUE);
        data.writeLong(frequent.error());
        data.writeInt(all.size());
        for (var each : all) {
            data.writeUTF(each.getKey());
            data.writeLong(each.getValue());
        }
    }

    static void read(DataInputStream data, Slot slot) throws IOException {
        read(data, slot.totals());
        for (var left = data.readUnsignedByte(); left > 0; left--) {
            var by = named(Slot.By.values(), data.readUTF());
            var kind = named(Slot.Kind.values(), data.readUTF());
            var frequent =
                    by == null || kind == null ? new Slot().of(Slot.By.RULE, Slot.Kind.REQUESTS) : slot.of(by, kind);
            frequent.addError(data.readLong());
            for (var things = data.readInt(); things > 0; things--) {
                frequent.add(data.readUTF(), data.readLong());
            }
        }
    }

    private static <E extends Enum<E>> @Nullable E named(E[] all, String name) {
        for (var each : all) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return null;
    }
}
