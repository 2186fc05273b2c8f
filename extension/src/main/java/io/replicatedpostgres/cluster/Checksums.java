package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has every page of a running server read and its checksum verified, by a base backup to nowhere: {@code pg_checksums} wants
 * the server stopped.
 */
final class Checksums {

    /** What is wrong on the running nodes of a cluster, or could not be verified; nothing of one without checksums. */
    static List<String> problems(Cluster cluster) {
        var checksums = new Checksums();
        var problems = new ArrayList<String>();
        for (Node node : cluster.nodes().stream().filter(Node::isRunning).toList()) {
            try {
                if (checksums.areOn(node)) {
                    checksums.damageOf(node).ifPresent(problems::add);
                }
            } catch (ReplicatedPostgresException e) {
                problems.add("%s: its checksums could not be verified: %s".formatted(node, e.getMessage()));
            }
        }
        return problems;
    }

    boolean areOn(Node node) {
        return "on".equals(node.queryPastLinks("SHOW data_checksums").get(0));
    }

    /** What {@code pg_basebackup} found wrong; empty if nothing. */
    Optional<String> damageOf(Node node) {
        Endpoint server = node.member().host().endpointForHosts();
        Tool.Result result = node.tool("pg_basebackup")
                .with("-D", "-", "-Ft", "-X", "fetch", "-c", "fast", "--no-password")
                .with(
                        "-h",
                        server.host(),
                        "-p",
                        "" + server.port(),
                        "-U",
                        node.cluster().user())
                .discardingOutput()
                .run();
        if (result.exitCode() == 0) {
            return Optional.empty();
        }
        if (!result.output().contains("checksum")) {
            throw new ReplicatedPostgresException("the checksums of %s could not be verified: %s"
                    .formatted(node, result.output().strip()));
        }
        return Optional.of("%s: %s".formatted(node, result.output().strip()));
    }
}
