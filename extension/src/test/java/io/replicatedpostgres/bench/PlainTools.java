package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;

/** The pair as everybody makes it: initdb, pg_basebackup, pg_ctl, in a shell, in the same place and as the same user. */
final class PlainTools {

    /** Only lends its host: its user, its directory, its free port. */
    private final Cluster lender;

    private final Node node;
    private final String directory;

    PlainTools(Place place) {
        this.lender =
                Cluster.start(ClusterSpec.builder().standbys(1).place(place).build());
        this.node = lender.primary();
        this.directory = node.dataDirectory() + "/../plain";
    }

    void pair() {
        int primary = 17_311;
        int standby = 17_312;
        run("initdb", "-D", directory + "/a", "-A", "trust", "--wal-segsize=1", "-N", "-U", "postgres");
        String options = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -p ";
        run("pg_ctl", "-D", directory + "/a", "-w", "-l", directory + "/a.log", "-o", options + primary, "start");
        run(
                "pg_basebackup",
                "-D",
                directory + "/b",
                "-h",
                "127.0.0.1",
                "-p",
                "" + primary,
                "-U",
                "postgres",
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "-N",
                "-C",
                "-S",
                "b");
        run("pg_ctl", "-D", directory + "/b", "-w", "-l", directory + "/b.log", "-o", options + standby, "start");
    }

    /** Stops and removes the pair. */
    void clear() {
        run("pg_ctl", "-D", directory + "/b", "-m", "immediate", "stop");
        run("pg_ctl", "-D", directory + "/a", "-m", "immediate", "stop");
        remove();
    }

    private void remove() {
        try (var files = java.nio.file.Files.walk(java.nio.file.Path.of(directory))) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void run(String program, String... arguments) {
        Tool.Result result = node.tool(program).with(arguments).run();
        if (result.exitCode() != 0) {
            throw new IllegalStateException(program + ": " + result.output());
        }
    }
}
