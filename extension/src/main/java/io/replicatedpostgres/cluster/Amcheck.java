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

    /** What it found, a node each; nothing if all is well. */
    List<String> problems() {
        Feature.AMCHECK.require(
                cluster.version(), "corruption of " + cluster, "Compare contents instead: awaitConverged");
        return problemsOf(
                cluster, cluster.nodes().stream().filter(Node::isRunning).toList());
    }

    /** The same of two nodes of one cluster. */
    static List<String> problemsOf(Node one, Node other) {
        return new Amcheck(one.cluster()).problemsOf(one.cluster(), List.of(one, other));
    }

    private List<String> problemsOf(Cluster all, List<Node> nodes) {
        var problems = new ArrayList<String>();
        // the extension it needs is made on the primary, and must be on the standbys before they are asked
        all.primaries().forEach(primary -> look(primary, nodes.contains(primary) ? problems : new ArrayList<>()));
        all.primaries().forEach(primary -> awaitStandbys(primary, nodes));
        all.standbys().stream().filter(nodes::contains).forEach(standby -> look(standby, problems));
        return problems;
    }

    /** Who streams from nobody will not catch up, and is asked as it is; who is not to be asked need not. */
    private void awaitStandbys(Node primary, List<Node> nodes) {
        var position = primary.currentPosition();
        cluster.standbys().stream()
                .filter(nodes::contains)
                .filter(standby -> standby.receiver().isPresent()
                        && standby.progress().divergedFrom(primary.progress()).isEmpty())
                .forEach(standby -> standby.awaitReplay(position));
    }

    private static void look(Node node, List<String> problems) {
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
        if (result.exitCode() == CORRUPT) {
            problems.add("%s: %s".formatted(node, result.output().strip()));
        } else if (result.exitCode() != 0) {
            throw new ReplicatedPostgresException("pg_amcheck could not look at %s: %s"
                    .formatted(node, result.output().strip()));
        }
    }
}
