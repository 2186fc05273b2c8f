package io.replicatedpostgres.chaos;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.StandbySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the nodes and slots of a spec are asked for: what {@link io.replicatedpostgres.spec.ClusterSpecBuilder} was told, found out
 * from what it built.
 *
 * @param primary the name of the first primary
 * @param standbys the standbys one by one
 * @param usesSlots whether standbys use slots without being told
 * @param slots the slots that are named
 */
record SpecForm(String primary, List<StandbySpec> standbys, boolean usesSlots, List<String> slots) {

    private static final String PRIMARY_BY_DEFAULT = "node-1";

    /** The shortest form from which the same spec is built again; empty if none is found. */
    static Optional<SpecForm> of(ClusterSpec spec) {
        String primary = spec.primary().ref().name();
        for (List<StandbySpec> standbys : waysToAsk(spec)) {
            for (boolean usesSlots : new boolean[] {true, false}) {
                for (List<String> slots : List.of(List.<String>of(), spec.slots())) {
                    var form = new SpecForm(primary, standbys, usesSlots, slots);
                    if (form.builds(spec)) {
                        return Optional.of(form);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static List<List<StandbySpec>> waysToAsk(ClusterSpec spec) {
        var byNumber = new ArrayList<StandbySpec>();
        var byName = new ArrayList<StandbySpec>();
        var oneByOne = new ArrayList<StandbySpec>();
        var withSlots = new ArrayList<StandbySpec>();
        for (NodeSpec node : spec.standbys()) {
            byNumber.add(StandbySpec.standby());
            byName.add(StandbySpec.standby().named(node.ref().name()));
            StandbySpec standby = StandbySpec.standby()
                    .named(node.ref().name())
                    .with(settings(node.settings()).toArray(String[]::new));
            String upstream = node.upstream().orElseThrow().name();
            if (!upstream.equals(spec.primary().ref().name())) {
                standby = standby.from(upstream);
            }
            if (node.diskOrNone() != null) {
                standby = standby.on(node.diskOrNone());
            }
            oneByOne.add(standby);
            withSlots.add(standby.through(node.slot().orElse("")));
        }
        return List.of(byNumber, byName, oneByOne, withSlots);
    }

    private boolean builds(ClusterSpec spec) {
        try {
            var builder = ClusterSpec.builder()
                    .primaryName(primary)
                    .primarySettings(settings(spec.primary().settings()).toArray(String[]::new))
                    .standbys(standbys)
                    .standbysUseSlots(usesSlots)
                    .slots(slots.toArray(String[]::new))
                    .synchronousCommit(spec.synchronousCommit())
                    .synchronousStandbys(spec.synchronousStandbys())
                    .archive(spec.archive())
                    .settings(settings(spec.settings()).toArray(String[]::new))
                    .initScripts(spec.initScripts())
                    .timeout(spec.timeout())
                    .place(spec.place());
            spec.disk().ifPresent(builder::disk);
            spec.manager().ifPresent(builder::manager);
            return spec.equals(builder.build());
        } catch (SpecException e) {
            return false;
        }
    }

    /** Whether an annotation can say it: one with standbys one by one cannot name the primary. */
    boolean fitsAnAnnotation() {
        return isByNumber() || isByName() || primary.equals(PRIMARY_BY_DEFAULT);
    }

    boolean isByNumber() {
        return primary.equals(PRIMARY_BY_DEFAULT) && standbys.stream().allMatch(StandbySpec.standby()::equals);
    }

    boolean isByName() {
        return standbys.stream()
                .allMatch(each ->
                        each.name() != null && each.equals(StandbySpec.standby().named(each.name())));
    }

    /** The names of all nodes, the primary's first. */
    List<String> names() {
        var names = new ArrayList<String>(List.of(primary));
        standbys.forEach(standby -> names.add(String.valueOf(standby.name())));
        return names;
    }

    /** Settings as they are written, each {@code name = value}. */
    static List<String> settings(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "%s = %s".formatted(setting.getKey(), value(setting.getValue())))
                .toList();
    }

    private static String value(String value) {
        boolean isPlain = !value.isEmpty() && value.equals(value.strip()) && !value.startsWith("'");
        return isPlain ? value : "'%s'".formatted(value.replace("'", "''"));
    }
}
