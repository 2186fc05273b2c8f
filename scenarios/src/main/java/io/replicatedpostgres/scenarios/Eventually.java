package io.replicatedpostgres.scenarios;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Waits, for as long as any other verb would, until a node says what is wanted. */
public final class Eventually {

    private Eventually() {}

    /** Waits until a query answers with one row, which is this. */
    public static void says(Node node, String query, String wanted) {
        Await.orFail(node + " did not come to say so: " + query, node.cluster().deadline())
                .lookAt(() -> "Log: " + node.log().path())
                .until(wanted, () -> node.queryPastLinks(query), List.of(wanted)::equals);
    }

    /** Waits until something holds. */
    public static void holds(Node node, String what, BooleanSupplier condition) {
        Await.orFail(what + " was not seen on " + node, node.cluster().deadline())
                .lookAt(() -> "Log: " + node.log().path())
                .until(what, condition::getAsBoolean, seen -> seen);
    }

    /** The one value that a query answers with, asked past all links. */
    public static String only(Node node, String query) {
        List<? extends @org.jspecify.annotations.Nullable String> rows = node.queryPastLinks(query);
        if (rows.size() != 1 || rows.get(0) == null) {
            throw new ReplicatedPostgresException(
                    "%s was to answer with one value and says %s: %s".formatted(node, rows, query));
        }
        return String.valueOf(rows.get(0));
    }

    /**
     * Starts a server that is about to die of what it will read. Whether it answers for a moment before is a race: look into
     * its log.
     */
    public static void dies(Node node) {
        try {
            node.start();
        } catch (ReplicatedPostgresException e) {
            // it died before it answered
        }
        holds(node, "its end", () -> !node.isRunning());
    }
}
