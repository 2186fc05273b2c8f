package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules between the parts of a spec. */
final class SpecRules {

    private static final int NODES_MAX = 9;
    private static final Set<String> TARGETS = Set.of(
            "recovery_target",
            "recovery_target_lsn",
            "recovery_target_name",
            "recovery_target_time",
            "recovery_target_xid");
    private static final Duration TIMEOUT_MAX = Duration.ofDays(1);

    private SpecRules() {}

    static void check(
            List<NodeSpec> nodes, List<String> slots, SynchronousStandbys synchronousStandbys, Duration timeout) {
        if (nodes.isEmpty()) {
            throw SpecException.of("nodes = []", "a cluster has at least a primary", "Name it");
        }
        checkStandbys(nodes.size() - 1);
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw SpecException.of(
                    "timeout = " + timeout,
                    "a deadline must be longer than 0 and at most one day",
                    "Write for example 30s");
        }
        noDuplicates(nodes);
        upstreamsExist(nodes);
        checkSlotNames(slots);
        slotsExist(nodes, slots);
        noSlotServesTwo(nodes);
        candidatesExist(nodes, synchronousStandbys);
    }

    static void checkStandbys(int count) {
        if (count < 0 || count >= NODES_MAX) {
            throw SpecException.of(
                    "standbys = " + count,
                    "a cluster has a primary and 0 to %s standbys".formatted(NODES_MAX - 1),
                    "Ask for a number in that range");
        }
    }

    /** A server that starts with one stops its replay there, and a standby never comes to stream. */
    static void checkTargets(Map<String, String> settings) {
        settings.forEach((name, value) -> {
            if (TARGETS.contains(name.toLowerCase(Locale.ROOT))
                    && !value.replace("'", "").isBlank()) {
                throw SpecException.of(
                        "settings: \"%s = %s\"".formatted(name, value),
                        "a standby replays up to there and no further, and would never be in sync",
                        "Use Node.recoverTo(), or Node.configure() while the test runs");
            }
        });
    }

    private static void noDuplicates(List<NodeSpec> nodes) {
        Set<NodeRef> seen = new HashSet<>();
        Set<String> slotNames = new HashSet<>();
        for (NodeSpec node : nodes) {
            if (!seen.add(node.ref())) {
                throw SpecException.of(
                        "names: \"" + node.ref() + "\"", "two nodes cannot have the same name", "Rename one of them");
            }
            if (node.ref().equals(NodeRef.CLIENTS)) {
                throw SpecException.of(
                        "names: \"" + node.ref() + "\"",
                        "faults between clients and a node call the clients that",
                        "Rename it");
            }
            if (!slotNames.add(node.ref().slotName())) {
                throw SpecException.of(
                        "names: \"" + node.ref() + "\"",
                        "another node's slot has the same name, since slot names write - as _",
                        "Rename one of them");
            }
        }
    }

    private static void upstreamsExist(List<NodeSpec> nodes) {
        if (nodes.get(0).upstream().isPresent()) {
            throw SpecException.of(
                    "upstream of " + nodes.get(0).ref(), "the first node begins as the primary", "Give it none");
        }
        for (NodeSpec node : nodes.subList(1, nodes.size())) {
            Set<NodeRef> way = new HashSet<>();
            @Nullable NodeSpec at = node;
            while (at != null && at.upstream().isPresent()) {
                NodeRef upstream = at.upstream().get();
                if (!way.add(at.ref())) {
                    throw SpecException.of(
                            "upstream of %s = %s".formatted(node.ref(), node.upstreamOrNone()),
                            "the cascade comes back to " + at.ref() + " and never reaches the primary",
                            "Let one of them stream from " + nodes.get(0).ref());
                }
                at = find(nodes, upstream);
                if (at == null) {
                    throw SpecException.of(
                            "upstream of %s = %s".formatted(node.ref(), upstream),
                            "there is no such node",
                            "Name one of " + names(nodes));
                }
            }
        }
    }

    static void checkSlotNames(List<String> slots) {
        Set<String> seen = new HashSet<>();
        for (String slot : slots) {
            checkSlotName("slots: \"" + slot + "\"", slot);
            if (!seen.add(slot)) {
                throw SpecException.of("slots: \"" + slot + "\"", "it is named twice", "Name it once");
            }
        }
    }

    private static void checkSlotName(String what, String slot) {
        if (!slot.matches("[a-z0-9_]{1,63}")) {
            throw SpecException.of(
                    what,
                    "a slot's name has 1 to 63 lower-case letters, digits and underscores",
                    "Write for example %s".formatted(example(slot)));
        }
    }

    private static String example(String slot) {
        String mended = slot.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return mended.isEmpty() ? "air" : mended.substring(0, Math.min(63, mended.length()));
    }

    private static void slotsExist(List<NodeSpec> nodes, List<String> slots) {
        for (NodeSpec node : nodes) {
            boolean fromPrimary =
                    node.upstream().filter(nodes.get(0).ref()::equals).isPresent();
            if (fromPrimary
                    && node.slot().isPresent()
                    && !slots.contains(node.slot().get())) {
                throw SpecException.of(
                        "slot of %s = %s".formatted(node.ref(), node.slotOrNone()),
                        "there is no such slot on the primary",
                        "Add it to slots, or name one of " + slots);
            }
        }
    }

    private static void noSlotServesTwo(List<NodeSpec> nodes) {
        Set<List<Object>> taken = new HashSet<>();
        for (NodeSpec node : nodes) {
            if (node.slot().isEmpty() || node.upstream().isEmpty()) {
                continue;
            }
            String slot = node.slot().get();
            checkSlotName("slot of %s = %s".formatted(node.ref(), slot), slot);
            if (!taken.add(List.of(node.upstream().get(), slot))) {
                throw SpecException.of(
                        "slot of %s = %s".formatted(node.ref(), slot),
                        "another standby of %s streams through it, and a slot serves one at a time"
                                .formatted(node.upstream().get()),
                        "Give each a slot of its own");
            }
        }
    }

    private static void candidatesExist(List<NodeSpec> nodes, SynchronousStandbys synchronousStandbys) {
        for (NodeRef candidate : synchronousStandbys.candidates()) {
            if (find(nodes.subList(1, nodes.size()), candidate) == null) {
                throw SpecException.of(
                        "synchronousStandbys: \"" + candidate + "\"",
                        "there is no standby of that name",
                        "Name one of " + names(nodes.subList(1, nodes.size())));
            }
        }
        List<NodeRef> near = nodes.stream()
                .filter(node ->
                        node.upstream().filter(nodes.get(0).ref()::equals).isPresent())
                .map(NodeSpec::ref)
                .toList();
        synchronousStandbys.requireSatisfiable(near, nodes.get(0).ref());
    }

    private static @Nullable NodeSpec find(List<NodeSpec> nodes, NodeRef ref) {
        return nodes.stream().filter(node -> node.ref().equals(ref)).findFirst().orElse(null);
    }

    private static String names(List<NodeSpec> nodes) {
        return nodes.stream().map(node -> node.ref().name()).collect(Collectors.joining(", "));
    }

    static void checkDisks(List<NodeSpec> nodes, @Nullable Disk ofEach, ArchiveMode archive) {
        Stream.concat(Stream.ofNullable(ofEach), nodes.stream().flatMap(node -> Stream.ofNullable(node.diskOrNone())))
                .filter(disk -> disk.archive().isPresent() && archive != ArchiveMode.PER_NODE)
                .findFirst()
                .ifPresent(disk -> {
                    throw SpecException.of(
                            "disk = \"%s\", archive = %s".formatted(disk, archive),
                            "only an archive of the node's own can lie on a disk of the node",
                            "Write archive = PER_NODE, or leave out the disk of the archive");
                });
    }
}
