package io.replicatedpostgres.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt at a test as JSON: what its section of the page shows. */
final class AttemptJson {

    /** Of lost operations; the count is exact. */
    private static final int LOST_MAX = 100;

    private AttemptJson() {}

    static JsonObject of(Attempt attempt, Summary summary) {
        var json = new JsonObject();
        json.addProperty("journal", String.valueOf(attempt.journal().getFileName()));
        json.addProperty("started", RunJson.time(summary.started()));
        json.addProperty("durationMillis", Times.millis(attempt.endNanos()));
        json.addProperty("verdict", attempt.ending().verdict().code());
        json.addProperty("message", attempt.ending().message());
        json.addProperty("problem", attempt.ending().problem());
        json.addProperty("keptAt", attempt.ending().keptAt());
        json.add("words", words(attempt.scenario()));
        json.addProperty("command", attempt.data().command());
        json.add("environment", environment(attempt.data()));
        json.add("seeds", seeds(attempt.data()));
        json.add("clusters", attempt.plans().stream().map(AttemptJson::cluster).collect(RunJson.toArray()));
        json.add("settings", settings(attempt.data().settings()));
        json.add("deeds", attempt.deeds().stream().map(AttemptJson::deed).collect(RunJson.toArray()));
        json.add("moments", attempt.moments().stream().map(AttemptJson::moment).collect(RunJson.toArray()));
        json.addProperty("momentsLeftOut", attempt.momentsLeftOut());
        json.add("forks", attempt.forks().stream().map(AttemptJson::fork).collect(RunJson.toArray()));
        json.add(
                "workloads",
                attempt.data().workloads().stream().map(AttemptJson::workload).collect(RunJson.toArray()));
        json.add(
                "guarantees",
                attempt.data().guarantees().stream().map(AttemptJson::guarantee).collect(RunJson.toArray()));
        json.add(
                "findings",
                attempt.data().findings().stream().map(RunJson::finding).collect(RunJson.toArray()));
        json.add(
                "withoutPrimary",
                attempt.data().outages().stream().map(RunJson::outage).collect(RunJson.toArray()));
        json.add("walPositions", curves(attempt.positions()));
        json.add("slots", slots(attempt.slots()));
        return json;
    }

    private static JsonObject words(@Nullable ScenarioStarted scenario) {
        Words said = scenario == null ? new Words(null, null, null, null, null) : scenario.words();
        var json = new JsonObject();
        json.addProperty("situation", said.situation());
        json.addProperty("expectation", said.expectation());
        json.addProperty("reality", said.reality());
        json.addProperty("source", said.source());
        json.addProperty("severity", said.severity());
        json.add("tags", RunJson.strings(scenario == null ? List.of() : scenario.tags()));
        return json;
    }

    private static @Nullable JsonObject environment(ScenarioData data) {
        if (data.environment() == null) {
            return null;
        }
        var json = new JsonObject();
        json.addProperty("os", data.environment().os());
        json.addProperty("java", data.environment().java());
        json.addProperty("library", data.environment().library());
        json.addProperty("processors", data.environment().processors());
        json.addProperty("memoryMegabytes", data.environment().memoryMegabytes());
        return json;
    }

    private static JsonArray seeds(ScenarioData data) {
        return data.seeds().stream()
                .map(seeded -> {
                    var json = new JsonObject();
                    json.addProperty("what", seeded.what());
                    json.addProperty("seed", String.valueOf(seeded.seed()));
                    return json;
                })
                .collect(RunJson.toArray());
    }

    private static JsonObject cluster(ClusterPlanned plan) {
        var json = new JsonObject();
        json.addProperty("plan", plan.plan());
        json.addProperty("runtime", plan.runtime());
        json.addProperty("version", plan.version().toString());
        json.addProperty("origin", plan.origin());
        return json;
    }

    private static JsonArray settings(Map<NodeRef, List<SettingState>> byNode) {
        var all = new JsonArray();
        byNode.forEach((node, settings) -> settings.forEach(setting -> {
            var json = new JsonObject();
            json.addProperty("node", node.name());
            json.addProperty("name", setting.name());
            json.addProperty("value", setting.value());
            json.addProperty("builtIn", setting.builtIn());
            json.addProperty("source", setting.source());
            all.add(json);
        }));
        return all;
    }

    private static JsonObject deed(Deed deed) {
        var json = new JsonObject();
        json.addProperty("kind", word(deed.kind()));
        json.addProperty("name", deed.name());
        json.add(
                "nodes",
                RunJson.strings(deed.nodes().stream().map(NodeRef::name).toList()));
        json.addProperty("detail", deed.detail());
        json.addProperty("fromMillis", Times.millis(deed.fromNanos()));
        json.addProperty("toMillis", deed.toNanos() == null ? null : (Double) Times.millis(deed.toNanos()));
        json.addProperty("outcome", deed.outcome() == null ? null : word(deed.outcome()));
        json.addProperty("message", deed.message());
        return json;
    }

    private static JsonObject moment(Moment moment) {
        var json = new JsonObject();
        json.addProperty("kind", word(moment.kind()));
        json.addProperty("atMillis", Times.millis(moment.atNanos()));
        json.addProperty("node", moment.node() == null ? null : moment.node().name());
        json.addProperty("text", moment.text());
        return json;
    }

    private static JsonObject fork(Fork fork) {
        var json = new JsonObject();
        json.addProperty("atMillis", Times.millis(fork.atNanos()));
        json.addProperty("node", fork.node().name());
        json.addProperty("timeline", fork.timeline().toString());
        json.addProperty("parent", fork.parent().toString());
        json.addProperty("lsn", fork.lsn().toString());
        return json;
    }

    private static JsonObject workload(WorkloadData workload) {
        var json = new JsonObject();
        json.addProperty("name", workload.name());
        var counts = new JsonObject();
        for (Fate fate : Fate.values()) {
            counts.addProperty(word(fate), workload.count(fate));
        }
        json.add("operations", counts);
        json.add("longestWithoutWrites", RunJson.outage(workload.longest()));
        json.add("ledger", workload.ledger().stream().map(AttemptJson::page).collect(RunJson.toArray()));
        return json;
    }

    private static JsonObject page(Ledger page) {
        var json = new JsonObject();
        json.addProperty("node", page.node().name());
        json.addProperty("survivor", page.survivor());
        json.addProperty("present", page.present());
        json.addProperty("lost", page.lost().size());
        json.add(
                "lostOperations",
                RunJson.strings(page.lost().stream()
                        .limit(LOST_MAX)
                        .map(Object::toString)
                        .toList()));
        json.addProperty("lostLocally", page.locallyLost().size());
        json.addProperty("phantoms", page.phantom().toString());
        json.addProperty("duplicates", page.duplicated().toString());
        json.addProperty("unknownPresent", page.unknownPresent());
        return json;
    }

    private static JsonObject guarantee(GuaranteeChecked checked) {
        var json = new JsonObject();
        json.addProperty("guarantee", checked.guarantee());
        json.addProperty("verdict", checked.verdict());
        json.addProperty("reason", checked.reason());
        json.add("evidence", RunJson.strings(checked.evidence()));
        return json;
    }

    private static JsonArray curves(Map<String, Curve> curves) {
        var all = new JsonArray();
        curves.forEach((node, curve) -> {
            var json = new JsonObject();
            json.addProperty("node", node);
            json.add("points", points(curve));
            all.add(json);
        });
        return all;
    }

    private static JsonArray slots(Map<String, Attempt.SlotCurve> curves) {
        var all = new JsonArray();
        curves.forEach((slot, curve) -> {
            var json = new JsonObject();
            json.addProperty("slot", slot);
            json.add("retainedBytes", points(curve.retained()));
            json.add("limitBytes", points(curve.limit()));
            all.add(json);
        });
        return all;
    }

    /** Pairs of milliseconds and bytes; no bytes where nothing is known. */
    private static JsonArray points(Curve curve) {
        return curve.points().stream()
                .map(point -> {
                    var pair = new JsonArray();
                    pair.add(Times.millis(point.atNanos()));
                    if (point.value() == null) {
                        pair.add(JsonNull.INSTANCE);
                    } else {
                        pair.add(point.value());
                    }
                    return pair;
                })
                .collect(RunJson.toArray());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
