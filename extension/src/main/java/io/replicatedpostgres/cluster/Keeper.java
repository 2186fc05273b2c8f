package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps what killed servers left: the plan, and of each node its data directory, archive and log. Bounded. */
final class Keeper {

    /** How many clusters are kept beside each other; older ones make room. */
    static final int CLUSTERS_MAX = 10;

    /** A node with more than this is kept without its tables and WAL. */
    static final long NODE_BYTES_MAX = 256L << 20;

    private static final String PLAN = "plan.txt";

    private Keeper() {}

    /**
     * Keeps them.
     *
     * @param sharedArchive the archive that lies beside the nodes, on each of their hosts; empty if there is none
     */
    static void keep(Topology topology, String plan, Optional<String> sharedArchive, Path directory) {
        try {
            makeRoom(directory.toAbsolutePath().resolveSibling(".").normalize());
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(PLAN), plan);
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

    /** What is no kept cluster is nobody's business here: the directory may have been chosen by anybody. */
    private static boolean isKept(Path directory) {
        return Files.isRegularFile(directory.resolve(PLAN));
    }

    private static void makeRoom(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (Stream<Path> kept = Files.list(parent)) {
            List<Path> oldestFirst = kept.filter(Keeper::isKept)
                    .sorted(Comparator.comparing(Keeper::age))
                    .toList();
            for (Path old : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - CLUSTERS_MAX + 1))) {
                delete(old);
            }
        }
    }

    private static java.nio.file.attribute.FileTime age(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
