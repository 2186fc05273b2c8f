package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A cluster that only lends its host: its user, its directory, its binaries, for what a shell does there. */
final class Lender implements AutoCloseable {

    /** From whatever directory the binaries are in. */
    private static final String SHELL = "../".repeat(12) + "bin/sh";

    private final Cluster cluster;
    private final Node node;

    Lender(Place place) {
        cluster = Cluster.start(ClusterSpec.builder().place(place).build());
        node = cluster.primary();
    }

    PostgresVersion version() {
        return cluster.version();
    }

    String whereabouts() {
        return cluster.whereabouts();
    }

    String directory(String name) {
        return node.dataDirectory() + "/../" + name;
    }

    List<String> dataDirectories() {
        return cluster.nodes().stream().map(Node::dataDirectory).toList();
    }

    /** A setting of its primary, or of how it was built. */
    String ask(String sql) {
        try (var connection = node.dataSource().getConnection();
                var result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** What a script wrote, run with these as $1 and so on. */
    String shell(String script, String... arguments) {
        Tool.Result result = node.tool(SHELL)
                .with("-euc", script, "sh")
                .with(arguments)
                .within(Duration.ofMinutes(2))
                .run();
        if (result.exitCode() != 0) {
            throw new IllegalStateException("exit code " + result.exitCode() + ": " + result.output());
        }
        return result.output();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
