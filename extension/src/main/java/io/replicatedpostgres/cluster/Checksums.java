package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.Optional;

/**
 * Has every page of a running server read and its checksum verified, by a base backup to nowhere: {@code pg_checksums} wants
 * the server stopped.
 */
final class Checksums {

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
