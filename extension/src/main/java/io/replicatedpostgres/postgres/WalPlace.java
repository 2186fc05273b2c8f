package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;

/**
 * Puts {@code pg_wal} on the disk that a host has for it, as an administrator does: its content is moved, and a link stands in its
 * place. Source: PostgreSQL documentation, WAL Internals.
 */
final class WalPlace {

    private static final Duration MOVED_WITHIN = Duration.ofMinutes(2);

    /** What is a link is there already, and a {@code pg_wal} on another disk than the data is a volume that a fault has mounted. */
    private static final String MOVE = """
            set -e
            cd "$1"
            if test -L pg_wal || test "$(stat -c %d pg_wal)" != "$(stat -c %d .)"; then exit 0; fi
            find "$2" -mindepth 1 -delete
            cp -Rp pg_wal/. "$2"
            sync -f "$2"
            rm -rf pg_wal
            ln -s "$2" pg_wal
            sync -f .""";

    private WalPlace() {}

    /** Before a start: a data directory that was made or copied meanwhile has its own. Nothing where there is no disk for it. */
    static void settle(Host host, DataDirectory data) {
        host.walDirectory().ifPresent(directory -> {
            Outcome outcome =
                    host.run(Command.of("/bin/sh", "-c", MOVE, "move-wal", data.path(), directory), MOVED_WITHIN);
            if (!outcome.succeeded()) {
                throw new ReplicatedPostgresException("pg_wal of %s could not be moved to its disk: %s"
                        .formatted(host.node(), outcome.output().strip()));
            }
        });
    }
}
