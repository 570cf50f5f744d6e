package dev.gatehouse.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatehouse.cors.CorsDecision;
import dev.gatehouse.dashboard.Slot.By;
import dev.gatehouse.dashboard.Slot.Kind;
import dev.gatehouse.ratelimit.Decision.Outcome;
import dev.gatehouse.ratelimit.Mode;
import dev.gatehouse.ratelimit.RateLimitFilter;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what is known of a period as JSON. */
final class UsageJson {

    /** So many things of each kind are told. */
    private static final int MOST = 50;

    /** Of a digest, so many digits are shown: enough to tell callers apart. */
    private static final int DIGITS = 12;

    private final JsonGenerator json;

    UsageJson(JsonGenerator json) {
        this.json = json;
    }

    void write(Period period, Usage usage, String token) throws IOException {
        var statistics = usage.statistics();
        var curve = statistics.curve(period);
        var sum = statistics.sum(period);
        json.writeStartObject();
        json.writeStringField("period", period.name().toLowerCase(Locale.ROOT));
        json.writeNumberField("stepMillis", period.step().toMillis());
        writeTotals(curve);
        writeCurve(curve);
        writeRules(sum, usage);
        writeFrequent("endpoints", sum, By.ENDPOINT);
        writeFrequent("plans", sum, By.PLAN);
        writeSubjects("busiest", sum.of(By.SUBJECT, Kind.REQUESTS).most(MOST), sum, statistics);
        writeSubjects("mostRefused", sum.of(By.SUBJECT, Kind.REFUSED).most(MOST), sum, statistics);
        writeCors(sum);
        writeFilters(usage);
        json.writeStringField("token", token);
        json.writeEndObject();
    }

    private void writeCors(Slot sum) throws IOException {
        json.writeObjectFieldStart("cors");
        for (var outcome : CorsDecision.Outcome.values()) {
            json.writeNumberField(
                    outcome.name().toLowerCase(Locale.ROOT),
                    sum.of(By.CORS, Kind.REQUESTS).count(outcome.name()));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("origins");
        for (var each : sum.of(By.ORIGIN, Kind.REQUESTS).most(MOST)) {
            var space = each.getKey().indexOf(' ');
            json.writeStartObject();
            json.writeStringField("origin", each.getKey().substring(space + 1));
            json.writeStringField("outcome", each.getKey().substring(0, space).toLowerCase(Locale.ROOT));
            json.writeNumberField("requests", each.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeTotals(List<Ring.Stretch<Totals>> curve) throws IOException {
        var totals = new Totals();
        curve.forEach(each -> totals.addAll(each.slot()));
        json.writeObjectFieldStart("totals");
        json.writeNumberField("requests", totals.requests());
        json.writeObjectFieldStart("outcomes");
        for (var outcome : Outcome.values()) {
            json.writeNumberField(outcome.name().toLowerCase(Locale.ROOT), totals.count(outcome));
        }
        json.writeEndObject();
        json.writeEndObject();
        var peak = curve.get(0);
        for (var each : curve) {
            peak = each.slot().requests() > peak.slot().requests() ? each : peak;
        }
        if (peak.slot().requests() > 0) {
            json.writeObjectFieldStart("peak");
            json.writeNumberField("at", peak.startMillis());
            json.writeNumberField("requests", peak.slot().requests());
            json.writeEndObject();
        }
    }

    private void writeCurve(List<Ring.Stretch<Totals>> curve) throws IOException {
        json.writeArrayFieldStart("curve");
        for (var each : curve) {
            json.writeStartObject();
            json.writeNumberField("at", each.startMillis());
            json.writeNumberField("requests", each.slot().requests());
            json.writeNumberField("refused", each.slot().count(Outcome.REFUSED));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Tells of the rules with most requests, and of how they are meant to be now. */
    private void writeRules(Slot sum, Usage usage) throws IOException {
        json.writeArrayFieldStart("rules");
        for (var each : sum.of(By.RULE, Kind.REQUESTS).most(MOST)) {
            var rule = RuleId.parse(each.getKey());
            json.writeStartObject();
            json.writeStringField("filter", rule.filter());
            json.writeStringField("name", rule.rule());
            json.writeNumberField("requests", each.getValue());
            json.writeNumberField("refused", sum.of(By.RULE, Kind.REFUSED).count(each.getKey()));
            json.writeNumberField(
                    "wouldRefuse", sum.of(By.RULE, Kind.WOULD_REFUSE).count(each.getKey()));
            var mode = mode(rule, usage);
            if (mode != null) {
                json.writeStringField("mode", mode.name().toLowerCase(Locale.ROOT));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Returns the mode of a rule; null if it is not there any more. */
    private static @Nullable Mode mode(RuleId rule, Usage usage) {
        for (var filter : usage.filters()) {
            if (filter.name().equals(rule.filter())) {
                return filter.modes().get(rule.rule());
            }
        }
        return null;
    }

    private void writeFrequent(String name, Slot sum, By by) throws IOException {
        var requests = sum.of(by, Kind.REQUESTS);
        json.writeArrayFieldStart(name);
        for (var each : requests.most(MOST)) {
            json.writeStartObject();
            json.writeStringField("name", each.getKey());
            json.writeNumberField("requests", each.getValue());
            json.writeNumberField("refused", sum.of(by, Kind.REFUSED).count(each.getKey()));
            json.writeEndObject();
        }
        json.writeEndArray();
        if (requests.error() > 0) {
            json.writeNumberField(name + "MayLack", requests.error());
        }
    }

    private void writeSubjects(String name, List<Map.Entry<String, Long>> subjects, Slot sum, Statistics statistics)
            throws IOException {
        json.writeArrayFieldStart(name);
        var seen = new LinkedHashSet<String>();
        for (var each : subjects) {
            if (!seen.add(each.getKey())) {
                continue;
            }
            var subject = SubjectId.parse(each.getKey());
            json.writeStartObject();
            json.writeStringField("id", subject.digest());
            json.writeStringField("filter", subject.rule().filter());
            json.writeStringField("rule", subject.rule().rule());
            json.writeNumberField("requests", sum.of(By.SUBJECT, Kind.REQUESTS).count(each.getKey()));
            json.writeNumberField("refused", sum.of(By.SUBJECT, Kind.REFUSED).count(each.getKey()));
            var latest = statistics.latest(subject);
            var label = latest == null ? null : latest.label();
            json.writeStringField("name", label == null ? subject.digest().substring(0, DIGITS) : label);
            if (latest != null) {
                writeLatest(latest);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeLatest(Latest.Seen latest) throws IOException {
        json.writeStringField("plan", latest.plan());
        json.writeNumberField("at", latest.atMillis());
        json.writeArrayFieldStart("limits");
        var now = System.currentTimeMillis();
        for (var left : latest.limits()) {
            json.writeStartObject();
            json.writeStringField("name", left.limit());
            json.writeNumberField("most", left.most());
            // Once all is there again, nothing of what was used then is.
            json.writeNumberField("used", now >= left.wholeAtMillis() ? 0 : left.most() - left.remaining());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFilters(Usage usage) throws IOException {
        json.writeArrayFieldStart("filters");
        for (var filter : usage.filters()) {
            json.writeStartObject();
            json.writeStringField("name", filter.name());
            json.writeArrayFieldStart("policy");
            for (var line : filter.policy().explained()) {
                json.writeString(line);
            }
            json.writeEndArray();
            writeStore(filter);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeStore(RateLimitFilter filter) throws IOException {
        var store = filter.store();
        json.writeObjectFieldStart("store");
        json.writeStringField("is", store.is());
        json.writeBooleanField("answers", store.isAnswering());
        json.writeNumberField("nodes", store.nodes());
        json.writeEndObject();
        json.writeNumberField("uncounted", filter.uncounted());
        json.writeNumberField("undecided", filter.undecided());
    }
}
