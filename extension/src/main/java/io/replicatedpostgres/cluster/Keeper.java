package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps what killed servers left: the plan, and of each node its data directory, archive and log. Bounded. */
final class Keeper {

    /** A node with more than this is kept without its tables and WAL. */
    static final long NODE_BYTES_MAX = 256L << 20;

    private Keeper() {}

    /**
     * Keeps them.
     *
     * @param sharedArchive the archive that lies beside the nodes, on each of their hosts; empty if there is none
     */
    static void keep(Topology topology, String plan, Optional<String> sharedArchive, Path directory) {
        try {
            KeptClusters.makeRoom(directory);
            Files.writeString(directory.resolve(KeptClusters.PLAN), plan);
            for (var node : topology.nodes()) {
                Host host = topology.host(node);
                host.export(host.home(), directory.resolve(node.name()), NODE_BYTES_MAX);
            }
            if (sharedArchive.isPresent()) {
                Host any = topology.host(topology.nodes().iterator().next());
                any.export(sharedArchive.get(), directory.resolve("archive"), NODE_BYTES_MAX);
            }
        } catch (IOException e) {
            throw new ReplicatedPostgresException(
                    "could not keep the servers' files in %s (%s). Name a directory that can be made and written."
                            .formatted(directory, e),
                    e);
        }
    }
}
