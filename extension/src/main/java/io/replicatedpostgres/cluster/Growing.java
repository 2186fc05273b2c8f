package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Closing;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds a standby to a running cluster: a host, links, a base backup, a start. */
final class Growing {

    private final Cluster cluster;
    private final Provisioned provisioned;
    private final Set<String> usedNames = ConcurrentHashMap.newKeySet();

    Growing(Cluster cluster, Provisioned provisioned) {
        this.cluster = cluster;
        this.provisioned = provisioned;
        cluster.spec().nodes().forEach(node -> usedNames.add(node.ref().name()));
    }

    StandbyAdded add(StandbySpec wanted) {
        long began = System.nanoTime();
        @Nullable String asked = wanted.upstream();
        Node upstream = asked == null ? cluster.primary() : cluster.node(asked);
        if (upstream.member().patientState().timeline() == null) {
            throw new ReplicatedPostgresException(
                    "no standby can be added below %s: it does not answer. Start it first, or name another upstream."
                            .formatted(upstream));
        }
        NodeSpec spec = spec(wanted, upstream);
        Node node = joined(spec, upstream);
        return new StandbyAdded(node, upstream, spec.slotOrNone(), Duration.ofNanos(System.nanoTime() - began));
    }

    /** The builder knows the rules and the defaults. */
    private NodeSpec spec(StandbySpec wanted, Node upstream) {
        if (wanted.disk() != null) {
            requireDisk(wanted.disk(), upstream);
        }
        String name = wanted.name() == null ? nextName() : wanted.name();
        if (usedNames.contains(name)) {
            throw SpecException.of(
                    "addStandby: \"%s\"".formatted(name),
                    "a node of this cluster has or had that name",
                    "Name it otherwise, or leave the name out");
        }
        return ClusterSpec.builder()
                .primaryName(upstream.name())
                .standbys(List.of(wanted.named(name).from(upstream.name())))
                .slots(Stream.ofNullable(wanted.slot())
                        .filter(slot -> !slot.isEmpty())
                        .toArray(String[]::new))
                .place(cluster.spec().place())
                .build()
                .standbys()
                .get(0);
    }

    private static void requireDisk(Disk disk, Node upstream) {
        upstream.member().host().whyNot(Capability.DISK).ifPresent(reason -> {
            throw SpecException.of(
                    "addStandby: disk = " + disk,
                    "a disk of its own cannot be had here, because " + reason,
                    "Leave it out, or guard the test with @RequiresFault(FaultKind.POWER_CUT)");
        });
    }

    private String nextName() {
        int number = 2;
        while (usedNames.contains("node-" + number)) {
            number++;
        }
        return "node-" + number;
    }

    private Node joined(NodeSpec spec, Node upstream) {
        provisioned.growth().add(spec);
        usedNames.add(spec.ref().name());
        try {
            var member = new Member(cluster.spec(), spec, provisioned);
            member.prepareBesideData();
            Node node = cluster.join(member);
            node.rebuildFrom(upstream);
            node.start();
            node.awaitStreamingFrom(upstream);
            return node;
        } catch (RuntimeException e) {
            undo(spec, upstream, e);
            throw e;
        }
    }

    private void undo(NodeSpec spec, Node upstream, RuntimeException failure) {
        Closing.after(
                failure,
                List.of(
                        () -> cluster.leave(spec.ref()),
                        () -> provisioned.topology().remove(spec.ref()),
                        () -> spec.slot().ifPresent(slot -> new Slots(upstream).dropWhenInactive(slot))));
    }
}
