package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Feature;
import java.util.ArrayList;
import java.util.List;

/** Lets {@code pg_amcheck} look at every table and index of every database of every node (PostgreSQL 14 and later). */
final class Amcheck {

    /** What {@code pg_amcheck} exits with when it found corruption. */
    private static final int CORRUPT = 2;

    private final Cluster cluster;

    Amcheck(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * What it says.
     *
     * @param problems what it found, a node each
     * @param notLooked where it could not look, each with the node and the reason
     */
    record Found(List<String> problems, List<String> notLooked) {

        private Found() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** What it finds on the running nodes. */
    static Found of(Cluster cluster) {
        Feature.AMCHECK.require(
                cluster.version(), "corruption of " + cluster, "Compare contents instead: awaitConverged");
        return new Amcheck(cluster)
                .of(cluster.nodes().stream().filter(Node::isRunning).toList());
    }

    /** The same of two nodes of one cluster. */
    static Found of(Node one, Node other) {
        return new Amcheck(one.cluster()).of(List.of(one, other));
    }

    private Found of(List<Node> nodes) {
        var found = new Found();
        // the extension it needs is made on the primary, and must be on the standbys before they are asked
        List<Node> primaries = cluster.primaries();
        primaries.forEach(primary -> look(primary, nodes.contains(primary) ? found : new Found()));
        for (Node primary : primaries) {
            attempt(found, primary, () -> awaitStandbys(primary, nodes));
        }
        nodes.stream().filter(node -> !primaries.contains(node)).forEach(node -> look(node, found));
        return found;
    }

    /** A node where it cannot look hides nothing of the others. */
    private static void attempt(Found found, Node node, Runnable look) {
        try {
            look.run();
        } catch (ReplicatedPostgresException e) {
            found.notLooked().add("%s: %s".formatted(node, e.getMessage()));
        }
    }

    /** A standby without an upstream will not catch up and is compared as it is; an excluded node is not waited for. */
    private void awaitStandbys(Node primary, List<Node> nodes) {
        var position = primary.currentPosition();
        cluster.standbys().stream()
                .filter(nodes::contains)
                .filter(standby -> standby.receiver().isPresent()
                        && standby.progress().divergedFrom(primary.progress()).isEmpty())
                .forEach(standby -> standby.awaitReplay(position));
    }

    private static void look(Node node, Found found) {
        attempt(found, node, () -> run(node, found));
    }

    private static void run(Node node, Found found) {
        Endpoint server = node.member().host().endpointForHosts();
        Tool amcheck = node.tool("pg_amcheck")
                .with(
                        "-h",
                        server.host(),
                        "-p",
                        "" + server.port(),
                        "-U",
                        node.cluster().user(),
                        "--all");
        Tool.Result result = (node.isPrimary() ? amcheck.with("--install-missing=pg_catalog") : amcheck).run();
        String said = result.output().strip();
        if (result.exitCode() == CORRUPT) {
            found.problems().add("%s: %s".formatted(node, said));
        } else if (result.exitCode() != 0 || said.contains("skipping database")) {
            found.notLooked().add("%s: %s".formatted(node, said));
        }
    }
}
