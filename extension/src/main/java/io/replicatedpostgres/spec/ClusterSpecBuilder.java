package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is asked for; {@link #build()} fills in the defaults and checks it. Not for several threads. */
public final class ClusterSpecBuilder {

    private String primaryName = "node-1";
    private List<String> primarySettings = List.of();
    private List<StandbySpec> standbys = List.of(StandbySpec.standby());
    private List<String> slots = List.of();
    private boolean standbysUseSlots = true;
    private SynchronousCommit synchronousCommit = SynchronousCommit.ON;
    private @Nullable SynchronousStandbys synchronousStandbys;
    private ArchiveMode archive = ArchiveMode.PER_NODE;
    private List<String> settings = List.of();
    private List<InitScript> initScripts = List.of();
    private @Nullable Disk disk;
    private @Nullable Manager manager;
    private Duration timeout = Duration.ofSeconds(30);
    private @Nullable Place place;

    ClusterSpecBuilder() {}

    /** How many standbys, all streaming from the primary. By default 1. */
    public ClusterSpecBuilder standbys(int count) {
        SpecRules.checkStandbys(count);
        return standbys(Collections.nCopies(count, StandbySpec.standby()));
    }

    /** The standbys one by one. */
    public ClusterSpecBuilder standbys(List<StandbySpec> each) {
        Given.each("each", each);
        this.standbys = List.copyOf(each);
        return this;
    }

    /** The names of all nodes, the first primary's first; with them as many standbys as there are further names. */
    public ClusterSpecBuilder names(List<String> names) {
        Given.each("names", names);
        if (names.isEmpty()) {
            throw SpecException.of("names = {}", "a cluster has at least a primary", "Name it");
        }
        primaryName = names.get(0);
        return standbys(names.stream()
                .skip(1)
                .map(name -> StandbySpec.standby().named(name))
                .toList());
    }

    /** The name of the first primary. By default {@code node-1}. */
    public ClusterSpecBuilder primaryName(String name) {
        Given.value("name", name);
        this.primaryName = name;
        return this;
    }

    /** Settings of the first primary alone. */
    public ClusterSpecBuilder primarySettings(String... each) {
        Given.each("each", each);
        this.primarySettings = List.of(each);
        return this;
    }

    /**
     * The names of the physical slots on the primary: the first standby that streams from the primary uses the first, and
     * so on; what is left over is made and not used. By default one for each such standby, named after it.
     */
    public ClusterSpecBuilder slots(String... names) {
        Given.each("names", names);
        this.slots = List.of(names);
        return this;
    }

    /** Whether the standbys stream through slots. By default they do; without, WAL they still need may be removed. */
    public ClusterSpecBuilder standbysUseSlots(boolean use) {
        this.standbysUseSlots = use;
        return this;
    }

    /** What a commit waits for. By default {@link SynchronousCommit#ON}. */
    public ClusterSpecBuilder synchronousCommit(SynchronousCommit level) {
        Given.value("level", level);
        this.synchronousCommit = level;
        return this;
    }

    /**
     * The standbys that a commit waits for. By default none, except with {@link SynchronousCommit#REMOTE_WRITE} and {@link
     * SynchronousCommit#REMOTE_APPLY}, which mean nothing without: then the first of all standbys.
     */
    public ClusterSpecBuilder synchronousStandbys(SynchronousStandbys whom) {
        Given.value("whom", whom);
        this.synchronousStandbys = whom;
        return this;
    }

    /** Where finished WAL goes. By default {@link ArchiveMode#PER_NODE}. */
    public ClusterSpecBuilder archive(ArchiveMode mode) {
        Given.value("mode", mode);
        this.archive = mode;
        return this;
    }

    /** Settings of all nodes, each {@code name = value}. */
    public ClusterSpecBuilder settings(String... each) {
        Given.each("each", each);
        this.settings = List.of(each);
        return this;
    }

    /** SQL that runs before the first test. */
    public ClusterSpecBuilder initScripts(List<InitScript> scripts) {
        Given.each("scripts", scripts);
        this.initScripts = List.copyOf(scripts);
        return this;
    }

    /** A disk of its own for each node, so that power can be cut. By default none: they lie in directories of the place. */
    public ClusterSpecBuilder disk(Disk each) {
        Given.value("each", each);
        this.disk = each;
        return this;
    }

    /** The failover manager that starts, stops and promotes the servers. By default none: the test does. */
    public ClusterSpecBuilder manager(Manager which) {
        Given.value("which", which);
        this.manager = which;
        return this;
    }

    /** The deadline of each single operation. By default 30 seconds. */
    public ClusterSpecBuilder timeout(Duration each) {
        Given.notEndless("each", each);
        this.timeout = each;
        return this;
    }

    /** Where, and which PostgreSQL. By default {@link Place#ofThisJvm()}: as system properties and environment say. */
    public ClusterSpecBuilder place(Place where) {
        Given.value("where", where);
        this.place = where;
        return this;
    }

    /**
     * The spec.
     *
     * @throws SpecException if the parts do not fit; the message names the value, the rule and the way out
     */
    public ClusterSpec build() {
        NodeRef primary = ref("names", primaryName);
        SpecRules.checkSlotNames(slots);
        Set<String> allSlots = new LinkedHashSet<>(slots);
        var nodes = new ArrayList<NodeSpec>();
        nodes.add(new NodeSpec(primary, null, null, SettingText.parse(primarySettings), null));
        var unused = new ArrayList<>(slots);
        for (StandbySpec standby : standbys) {
            nodes.add(node(standby, nodes.size() + 1, primary, unused, allSlots));
        }
        return new ClusterSpec(
                nodes,
                List.copyOf(allSlots),
                synchronousCommit,
                whom(),
                archive,
                SettingText.parse(settings),
                initScripts,
                disk,
                manager,
                timeout,
                place == null ? Place.ofThisJvm() : place);
    }

    private NodeSpec node(StandbySpec standby, int number, NodeRef primary, List<String> unused, Set<String> allSlots) {
        NodeRef ref = ref("names", standby.name() == null ? "node-" + number : standby.name());
        NodeRef upstream = standby.upstream() == null ? primary : ref("upstream of " + ref, standby.upstream());
        @Nullable String slot = standby.slot();
        // a manager makes the slots itself
        if (slot == null && standbysUseSlots && manager == null) {
            boolean named = upstream.equals(primary) && !unused.isEmpty();
            slot = named ? unused.remove(0) : ref.slotName();
            if (!named && upstream.equals(primary)) {
                allSlots.add(slot);
            }
        }
        boolean none = slot == null || slot.isEmpty();
        return new NodeSpec(ref, upstream, none ? null : slot, SettingText.parse(standby.settings()), standby.disk());
    }

    private SynchronousStandbys whom() {
        if (synchronousStandbys != null) {
            return synchronousStandbys;
        }
        return synchronousCommit.needsStandbys() && manager == null
                ? SynchronousStandbys.first(1)
                : SynchronousStandbys.none();
    }

    private static NodeRef ref(String what, String name) {
        try {
            return new NodeRef(name);
        } catch (IllegalArgumentException e) {
            throw SpecException.of(
                    "%s: \"%s\"".formatted(what, name),
                    "a node's name has up to 40 lower-case letters, digits, - and _, a letter first",
                    "Write for example node-2");
        }
    }
}
