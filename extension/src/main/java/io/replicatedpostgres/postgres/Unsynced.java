package io.replicatedpostgres.postgres;

import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;

/** Lets programs of PostgreSQL leave out their syncs, which take most of their time, where nothing can lose its power. */
final class Unsynced {

    private Unsynced() {}

    /** The command with {@code --no-sync}; as it is where the host has a disk of its own. */
    static Command unlessPowerCanBeCut(Host host, Command command) {
        return host.disk().isPresent() ? command : command.with("--no-sync");
    }
}
