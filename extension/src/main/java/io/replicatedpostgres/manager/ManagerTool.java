package io.replicatedpostgres.manager;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;

/** The command-line tool of a failover manager. */
final class ManagerTool {

    private ManagerTool() {}

    /**
     * Runs it on a host.
     *
     * @throws ReplicatedPostgresException with its own words, if it fails
     */
    static void run(Host host, Command tool, Duration deadline, String... words) {
        Outcome outcome = host.run(tool.with(words), deadline);
        if (outcome.exitCode() != 0) {
            throw new ReplicatedPostgresException("\"%s %s\" failed on %s: %s"
                    .formatted(
                            tool.program(),
                            String.join(" ", words),
                            host.node(),
                            outcome.output().strip()));
        }
    }
}
