package io.replicatedpostgres.scenarios.catalogue;

import io.replicatedpostgres.junit.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What every scenario has to say of itself, so that it can be found, chosen and understood. */
final class Rules {

    private static final Set<String> TIMES = Set.of("quick", "full", "slow");

    private static final Pattern ID = Pattern.compile("\\b[A-Z]{3}-\\d{2}\\b");

    private Rules() {}

    /** What a scenario does not say, each with what to write. */
    static List<String> brokenBy(Told told, Set<String> catalogue) {
        var broken = new ArrayList<String>();
        if (told.words().isEmpty()) {
            broken.add(
                    "it has no @Scenario: say the situation, the expectation, the reality, and the source if it has one");
        }
        told.words().ifPresent(words -> words(words, broken));
        Set<String> ids = told.ids();
        if (ids.isEmpty()) {
            broken.add("no id of the catalogue: add for example @Tag(\"SLT-01\")");
        }
        ids.stream()
                .filter(id -> !catalogue.contains(id))
                .forEach(id -> broken.add(id + " is not in catalogue.tsv: mend the id, or add a line there"));
        if (told.severities().size() != 1) {
            broken.add("%s of the tags low, medium, high and critical: it takes one"
                    .formatted(told.severities().size()));
        }
        long times = told.tags().stream().filter(TIMES::contains).count();
        if (times != 1) {
            broken.add("%s of the tags quick, full and slow: it takes one".formatted(times));
        }
        if (!told.tags().contains(told.theme())) {
            broken.add("no tag for its theme: add @Tag(\"%s\") to the class".formatted(told.theme()));
        }
        return broken;
    }

    private static void words(Scenario words, List<String> broken) {
        for (String part : List.of(words.situation(), words.expectation(), words.reality())) {
            if (part.isBlank()) {
                broken.add("a part of its @Scenario is empty");
            }
        }
        if (!words.severity().isEmpty()) {
            broken.add("its @Scenario says the severity, which its tag says already: leave it out there");
        }
        if (ID.matcher(words.source()).find()) {
            broken.add("its source names an id of the catalogue: name it by a tag alone");
        }
    }
}
