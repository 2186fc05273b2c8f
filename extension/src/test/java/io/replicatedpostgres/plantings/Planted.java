package io.replicatedpostgres.plantings;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** A cluster that something is planted in, and what was said of it on the way. */
final class Planted {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Map<Finder, Cell> seen = new EnumMap<>(Finder.class);

    Planted(Cluster cluster) {
        this.cluster = cluster;
    }

    Cluster cluster() {
        return cluster;
    }

    Node primary() {
        return cluster.primary();
    }

    Node node(String name) {
        return cluster.node(name);
    }

    /** Asks an assertion, a verb or an error, which finds something if it throws. */
    void ask(Finder finder, Runnable question) {
        Cell cell = Cell.SILENT;
        try {
            question.run();
        } catch (AssertionError | ReplicatedPostgresException e) {
            cell = Cell.FOUND;
        }
        note(finder, cell);
    }

    /** The same of an error, which finds something if it names all this and does not say the other. */
    void askFor(Finder finder, Runnable question, String... parts) {
        Cell cell = Cell.SILENT;
        try {
            question.run();
        } catch (AssertionError | ReplicatedPostgresException e) {
            String text = String.valueOf(e.getMessage());
            cell = Stream.of(parts).allMatch(text::contains) ? Cell.FOUND : Cell.SILENT;
        }
        note(finder, cell);
    }

    /** What a finder says by its answer. */
    void note(Finder finder, boolean found) {
        note(finder, found ? Cell.FOUND : Cell.SILENT);
    }

    private void note(Finder finder, Cell cell) {
        seen.merge(finder, cell, (one, other) -> one == Cell.FOUND ? one : other);
    }

    /** Waits until a detector shows this. */
    FalseHealth await(Finder detector) {
        return Await.orFail(detector + " was not seen", PATIENCE)
                .until("it", cluster::falseHealth, all -> all.stream().anyMatch(found -> is(detector, found)))
                .stream()
                .filter(found -> is(detector, found))
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(Finder detector, FalseHealth found) {
        return detector.illusion().filter(found.illusion()::equals).isPresent();
    }

    /** What was said on the way. */
    Map<Finder, Cell> seen() {
        return seen;
    }
}
