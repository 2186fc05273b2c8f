package io.replicatedpostgres.plantings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All plantings, by theme. */
final class Plantings {

    private static final Map<String, List<Planting>> THEMES = new LinkedHashMap<>();

    static {
        THEMES.put("Acknowledged writes that are lost", LossPlantings.all());
        THEMES.put("Which loss breaks a promise", LossRulePlantings.all());
        THEMES.put("What cannot be known", UnknownPlantings.all());
        THEMES.put("Rows and values", ValuePlantings.all());
        THEMES.put("Two primaries", PrimaryPlantings.all());
        THEMES.put("Availability", AvailabilityPlantings.all());
        THEMES.put("Reads", ReadPlantings.all());
        THEMES.put("Isolation", IsolationPlantings.all());
        THEMES.put("What a test expects", RestPlantings.expectations());
        THEMES.put("Convergence", RestPlantings.convergence());
        THEMES.put("Slots", RestPlantings.slots());
        THEMES.put("On servers", ServerPlantings.all());
        THEMES.put("Content, and nodes that are not there", ContentPlantings.all());
        THEMES.put("Timelines, positions and the heir", VerbPlantings.timelines());
        THEMES.put("Verbs that prove before they act", VerbPlantings.verbs());
        THEMES.put("Detectors", DetectorPlantings.all());
        THEMES.put("Errors and slow looks", VerbPlantings.errors());
        THEMES.put("Tests", OuterPlantings.tests());
        THEMES.put("Reports, and journals that are judged again", OuterPlantings.reports());
        THEMES.put("Chaos", OuterPlantings.chaos());
        THEMES.put("The embedded Toxiproxy server", OuterPlantings.toxiproxy());
    }

    private Plantings() {}

    /** The themes in the order of the page. */
    static Map<String, List<Planting>> byTheme() {
        return THEMES;
    }

    static List<Planting> all() {
        return THEMES.values().stream().flatMap(List::stream).toList();
    }
}
