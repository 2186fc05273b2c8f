package io.replicatedpostgres.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.replicatedpostgres.check.Outage;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The run as JSON, for programs: {@code docs/report-schema.md} lists its fields. The attempts were written into files of their
 * own before, so that only one of them is in memory at a time.
 */
final class RunJson {

    /** Changes when a field changes its meaning or goes; a field that is added changes nothing. */
    static final int SCHEMA = 2;

    private static final int COPY_CHARS = 1 << 16;

    private final Function<Summary, Path> attempts;

    /**
     * Of attempts that are there already.
     *
     * @param attempts the file of each, one object
     */
    RunJson(Function<Summary, Path> attempts) {
        this.attempts = attempts;
    }

    void write(RunReport run, Path file) throws IOException {
        try (var out = new OutputStreamWriter(Files.newOutputStream(file), UTF_8);
                var json = new JsonWriter(out)) {
            json.beginObject();
            json.name("schema").value(SCHEMA);
            json.name("headline").value(run.headline());
            json.name("tally").value(run.tally());
            json.name("lastStarted").value(run.lastStarted());
            json.name("counts").jsonValue(counts(run).toString());
            json.name("earlierJournals").value(run.earlier());
            json.name("missingShards").jsonValue(strings(run.shards().missing()).toString());
            json.name("tests").beginArray();
            for (TestResult test : run.tests()) {
                json.beginObject();
                for (Map.Entry<String, JsonElement> field : head(test).entrySet()) {
                    json.name(field.getKey()).jsonValue(field.getValue().toString());
                }
                json.name("attempts").beginArray();
                json.flush();
                String comma = "";
                for (Summary attempt : test.attempts()) {
                    out.write(comma);
                    copy(attempts.apply(attempt), out);
                    comma = ",";
                }
                json.endArray();
                json.endObject();
            }
            json.endArray();
            json.endObject();
        }
    }

    private static void copy(Path file, OutputStreamWriter out) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            var chars = new char[COPY_CHARS];
            for (int read = reader.read(chars); read >= 0; read = reader.read(chars)) {
                out.write(chars, 0, read);
            }
        }
    }

    private static JsonObject counts(RunReport run) {
        var counts = new JsonObject();
        Arrays.stream(Verdict.values()).forEach(verdict -> counts.addProperty(verdict.code(), run.count(verdict)));
        counts.addProperty("flaky", run.flaky());
        counts.addProperty("findings", run.findings());
        return counts;
    }

    private static JsonObject head(TestResult test) {
        Summary last = test.last();
        var head = new JsonObject();
        head.addProperty("id", last.test());
        head.addProperty("name", last.name());
        head.addProperty("class", last.className());
        head.addProperty("scenario", last.digest().scenario());
        head.addProperty("verdict", test.verdict().code());
        head.addProperty("flaky", test.isFlaky());
        head.addProperty("message", last.message());
        head.add("ranOn", strings(last.digest().columns()));
        head.add("origins", strings(last.digest().origins()));
        head.add("measures", measures(last.digest().measures()));
        var guarantees = new JsonObject();
        last.digest().guarantees().forEach((name, verdict) -> guarantees.addProperty(name, verdict.name()));
        head.add("guarantees", guarantees);
        head.add("doubts", strings(last.digest().doubts()));
        head.add(
                "findings",
                last.digest().findings().stream().map(RunJson::finding).collect(toArray()));
        head.addProperty("findingsLeftOut", last.digest().findingsLeftOut());
        return head;
    }

    private static JsonObject measures(Measures measures) {
        var json = new JsonObject();
        json.add("clientsWithoutWrites", outage(measures.clients()));
        json.add("serversWithoutPrimary", outage(measures.servers()));
        json.addProperty("primarySeen", measures.primarySeen());
        json.addProperty("lossCounted", measures.lossIsKnown());
        json.addProperty("lostOperations", measures.lostRows());
        json.addProperty("lostWithinMillis", Times.millis(measures.lostToNanos() - measures.lostFromNanos()));
        json.addProperty("lostWalBytesAtMost", measures.lostWalBytes());
        return json;
    }

    static @Nullable JsonObject outage(@Nullable Outage outage) {
        if (outage == null) {
            return null;
        }
        var json = new JsonObject();
        json.addProperty("fromMillis", Times.millis(outage.fromNanos()));
        json.addProperty("toMillis", Times.millis(outage.toNanos()));
        json.addProperty("ended", outage.ended());
        return json;
    }

    static JsonObject finding(Detected found) {
        var json = new JsonObject();
        json.addProperty("kind", found.kind());
        json.addProperty("node", found.node());
        json.addProperty("atMillis", Times.millis(found.atNanos()));
        json.addProperty("text", found.text());
        return json;
    }

    static JsonArray strings(Iterable<String> texts) {
        var array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    static Collector<JsonElement, JsonArray, JsonArray> toArray() {
        return Collector.of(JsonArray::new, JsonArray::add, (one, other) -> {
            one.addAll(other);
            return one;
        });
    }

    static @Nullable String time(Instant instant) {
        return instant.equals(Instant.EPOCH) ? null : instant.toString();
    }
}
