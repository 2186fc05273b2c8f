package io.replicatedpostgres.scenarios.catalogue;

import io.replicatedpostgres.junit.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What every scenario has to say of itself, so that it can be found, chosen and understood. */
final class Rules {

    private static final Set<String> TIMES = Set.of("quick", "full", "slow");
    private static final Set<String> SEVERITIES = Set.of("low", "medium", "high", "critical");

    private Rules() {}

    /** What a scenario does not say, each with what to write. */
    static List<String> brokenBy(Told told, Set<String> catalogue) {
        var broken = new ArrayList<String>();
        if (told.words().isEmpty()) {
            broken.add(
                    "it has no @Scenario: say the situation, the expectation, the reality, the source, the severity");
        }
        told.words().ifPresent(words -> words(told, words, broken));
        Set<String> ids = told.ids();
        if (ids.isEmpty()) {
            broken.add("no id of the catalogue: add for example @Tag(\"SLT-01\")");
        }
        ids.stream()
                .filter(id -> !catalogue.contains(id))
                .forEach(id -> broken.add(id + " is not in catalogue.tsv: mend the id, or add a line there"));
        long times = told.tags().stream().filter(TIMES::contains).count();
        if (times != 1) {
            broken.add("%s of the tags quick, full and slow: it takes one".formatted(times));
        }
        if (!told.tags().contains(told.theme())) {
            broken.add("no tag for its theme: add @Tag(\"%s\") to the class".formatted(told.theme()));
        }
        return broken;
    }

    private static void words(Told told, Scenario words, List<String> broken) {
        for (String part : List.of(words.situation(), words.expectation(), words.reality(), words.source())) {
            if (part.isBlank()) {
                broken.add("a part of its @Scenario is empty");
            }
        }
        if (!SEVERITIES.contains(words.severity())) {
            broken.add("severity \"%s\": it is low, medium, high or critical".formatted(words.severity()));
        }
        long tagged = told.tags().stream().filter(SEVERITIES::contains).count();
        if (tagged != 1 || !told.tags().contains(words.severity())) {
            broken.add("the severity must be its only tag of that kind: add @Tag(\"%s\")".formatted(words.severity()));
        }
    }
}
