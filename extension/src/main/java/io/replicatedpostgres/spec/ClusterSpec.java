package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as asked for: immutable, valid once it exists, equal to another that asks for the same.
 *
 * @param nodes the nodes; the first is the primary at the beginning
 * @param slots the physical slots made on the primary, in order
 * @param synchronousCommit what a commit waits for
 * @param synchronousStandbys whom it waits for
 * @param archive where finished WAL goes
 * @param settings PostgreSQL settings of all nodes
 * @param initScripts SQL that runs before the first test
 * @param diskOrNone the disk of its own that each node gets; null for a directory of the place's own disk
 * @param managerOrNone the failover manager that starts, stops and promotes the servers; null for the test itself
 * @param timeout the deadline of each single operation, before {@link Place#timeoutFactor()}
 * @param place where, and which PostgreSQL
 */
public record ClusterSpec(
        List<NodeSpec> nodes,
        List<String> slots,
        SynchronousCommit synchronousCommit,
        SynchronousStandbys synchronousStandbys,
        ArchiveMode archive,
        Map<String, String> settings,
        List<InitScript> initScripts,
        @Nullable Disk diskOrNone,
        @Nullable Manager managerOrNone,
        Duration timeout,
        Place place) {

    /** Copies what can change, and checks that the parts fit. */
    public ClusterSpec {
        Given.each("nodes", nodes);
        Given.each("slots", slots);
        Given.value("synchronousCommit", synchronousCommit);
        Given.value("synchronousStandbys", synchronousStandbys);
        Given.value("archive", archive);
        Given.each("settings", settings);
        Given.each("initScripts", initScripts);
        Given.notEndless("timeout", timeout);
        Given.value("place", place);
        nodes = List.copyOf(nodes);
        slots = List.copyOf(slots);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        initScripts = List.copyOf(initScripts);
        SpecRules.check(nodes, slots, synchronousStandbys, timeout);
        SpecRules.checkTargets(settings);
        nodes.forEach(node -> SpecRules.checkTargets(node.settings()));
        SpecRules.checkDisks(nodes, diskOrNone, archive);
        if (managerOrNone != null) {
            ManagedRules.check(managerOrNone, nodes, slots, synchronousStandbys, diskOrNone);
        }
    }

    /** A primary and one standby, with every default. */
    public static ClusterSpec primaryAndStandby() {
        return builder().build();
    }

    /** Begins a spec. */
    public static ClusterSpecBuilder builder() {
        return new ClusterSpecBuilder();
    }

    /** The disk of its own that each node gets; empty for a directory of the place's own disk. */
    public Optional<Disk> disk() {
        return Optional.ofNullable(diskOrNone);
    }

    /** The failover manager that starts, stops and promotes the servers; empty where the test does. */
    public Optional<Manager> manager() {
        return Optional.ofNullable(managerOrNone);
    }

    /** The disk of its own that a node gets: the one it was given, or the one that each node gets. */
    public Optional<Disk> diskOf(NodeSpec node) {
        Given.value("node", node);
        return Optional.ofNullable(node.diskOrNone()).or(this::disk);
    }

    /** The first primary. */
    public NodeSpec primary() {
        return nodes.get(0);
    }

    /** All nodes but the first primary. */
    public List<NodeSpec> standbys() {
        return nodes.subList(1, nodes.size());
    }

    /** The spec of a node. */
    public NodeSpec node(NodeRef ref) {
        Given.value("ref", ref);
        return nodes.stream()
                .filter(node -> node.ref().equals(ref))
                .findFirst()
                .orElseThrow(() -> SpecException.of(
                        "ref = " + ref,
                        "the cluster that was asked for has no such node",
                        "Name one of " + nodes.stream().map(NodeSpec::ref).toList()));
    }

    /** The deadline of each single operation on this machine. */
    public Duration deadline() {
        return place.stretched(timeout);
    }

    /** The plan as a tree, the way it is printed. */
    public String describe() {
        return PlanText.of(this);
    }
}
