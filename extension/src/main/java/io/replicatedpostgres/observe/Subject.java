package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.postgres.ServerLog;
import io.replicatedpostgres.postgres.Sql;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A server to look at.
 *
 * @param node which one
 * @param version its version
 * @param connect opens a session past all links, and gives up soon
 * @param isReady whether it takes connections; asking costs no more than a look at a file
 * @param isRunning whether a process of it runs
 * @param log its log
 * @param ties how it is tied to the other nodes of its cluster
 * @param seen is told what each look has shown
 */
public record Subject(
        NodeRef node,
        PostgresVersion version,
        Supplier<Sql> connect,
        BooleanSupplier isReady,
        BooleanSupplier isRunning,
        ServerLog log,
        Ties ties,
        Consumer<NodeSampled> seen) {}
