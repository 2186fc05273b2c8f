package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares two running nodes: where they came from, what they hold, and whether their pages are sound. */
final class Proving {

    private final Node one;
    private final Node other;
    private final List<String> lookedBy = new ArrayList<>();
    private final List<String> notLookedBy = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();

    Proving(Node one, Node other) {
        this.one = one;
        this.other = other;
    }

    ConvergenceProof run() {
        if (one.ref().equals(other.ref())) {
            throw new ReplicatedPostgresException(
                    "%s cannot be compared with itself: that proves nothing. Name another node.".formatted(one));
        }
        requireRunning(one);
        requireRunning(other);
        catchUp(one, other);
        catchUp(other, one);
        if (!one.history().equals(other.history())) {
            differences.add("%s has come along %s, %s along %s".formatted(one, one.history(), other, other.history()));
        }
        one.divergenceFrom(other).ifPresent(divergence -> differences.add(divergence.toString()));
        if (one.isPrimary() && other.isPrimary()) {
            differences.add(
                    "%s and %s are both primaries: each writes a history of its own, whatever the number of its timeline"
                            .formatted(one, other));
        }
        List<Optional<Contents>> contents = ReadingOrder.map(List.of(one, other), this::contents);
        List<Contents> read = contents.stream().flatMap(Optional::stream).toList();
        if (read.size() == 2) {
            differences.addAll(read.get(0).differencesFrom(read.get(1)));
            closed(read.get(0));
        }
        lookAtStructure();
        lookAtChecksums();
        Map<String, Contents.Digest> tables =
                contents.get(0).map(Contents::tables).orElse(Map.of());
        return new ConvergenceProof(
                one.ref(),
                other.ref(),
                one.history(),
                tables.size(),
                tables.values().stream().mapToLong(Contents.Digest::rows).sum(),
                lookedBy,
                notLookedBy,
                differences);
    }

    private void closed(Contents contents) {
        contents.closed()
                .forEach(database ->
                        notLookedBy.add("the inside of database %s: it refuses connections".formatted(database)));
    }

    private static void requireRunning(Node node) {
        if (node.member().patientState().timeline() == null) {
            throw new ReplicatedPostgresException(
                    "%s cannot be compared: it does not answer. Start it first.".formatted(node));
        }
    }

    /** Two that have diverged never catch up; what differs is told then. */
    private static void catchUp(Node standby, Node source) {
        boolean follows = standby.isStandby() && standby.receiver().isPresent();
        if (follows && !standby.progress().divergedFrom(source.progress()).isPresent()) {
            standby.awaitReplay(source.progress().position());
        }
    }

    /** What cannot be read is a difference, not an end of looking. */
    private Optional<Contents> contents(Node node) {
        try {
            return Optional.of(node.contents());
        } catch (ReplicatedPostgresException e) {
            synchronized (differences) {
                differences.add("%s cannot be read: %s".formatted(node, e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private void lookAtStructure() {
        if (!Feature.AMCHECK.isIn(one.cluster().version())) {
            notLookedBy.add("pg_amcheck: it is there since PostgreSQL 14");
            return;
        }
        Amcheck.Found found = Amcheck.of(one, other);
        differences.addAll(found.problems());
        found.notLooked().forEach(reason -> notLookedBy.add("pg_amcheck: " + reason));
        if (found.notLooked().isEmpty()) {
            lookedBy.add("pg_amcheck");
        }
    }

    private void lookAtChecksums() {
        var checksums = new Checksums();
        for (Node node : List.of(one, other)) {
            try {
                if (!checksums.areOn(node)) {
                    notLookedBy.add("checksums of %s: they are off".formatted(node));
                } else {
                    checksums.damageOf(node).ifPresent(differences::add);
                    lookedBy.add("checksums of " + node);
                }
            } catch (ReplicatedPostgresException e) {
                notLookedBy.add("checksums of %s: %s".formatted(node, e.getMessage()));
            }
        }
    }
}
