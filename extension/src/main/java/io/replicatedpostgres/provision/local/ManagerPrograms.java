package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of failover managers, on this machine. */
final class ManagerPrograms {

    private ManagerPrograms() {}

    /** Why a place lacks those of a manager; empty if it has them. */
    static Optional<String> whyNot(Place place, ManagerKind manager, PostgresBinaries binaries) {
        return switch (manager) {
            case NONE -> Optional.empty();
            case PATRONI -> whyNoPatroni(place, binaries);
            case PG_AUTO_FAILOVER -> whyNoPgAutoFailover(binaries);
            case REPMGR ->
                Stream.of("repmgr", "repmgrd")
                        .filter(program -> !liesBeside(program, binaries))
                        .findFirst()
                        .map(program ->
                                "there is no %s beside the programs of PostgreSQL in %s (package postgresql-%s-repmgr of Debian)"
                                        .formatted(
                                                program,
                                                binaries.directory(),
                                                binaries.version().major()));
        };
    }

    private static Optional<String> whyNoPgAutoFailover(PostgresBinaries binaries) {
        String packages = "packages pg-auto-failover-cli and postgresql-%s-auto-failover of Debian"
                .formatted(binaries.version().major());
        for (String program : List.of("pg_ctl", "pg_controldata", "pg_rewind", "pg_config")) {
            if (!liesBeside(program, binaries)) {
                return Optional.of(
                        "pg_auto_failover runs %s, which is not in %s".formatted(program, binaries.directory()));
            }
        }
        if (!SmallCommand.exists("pg_autoctl")) {
            return Optional.of("there is no pg_autoctl on this machine (%s)".formatted(packages));
        }
        return SmallCommand.output(binaries.path("pg_config"), "--sharedir")
                .map(directory -> Path.of(directory.strip(), "extension", "pgautofailover.control"))
                .filter(Files::exists)
                .map(there -> Optional.<String>empty())
                .orElseGet(() -> Optional.of("PostgreSQL in %s has no extension pgautofailover (%s)"
                        .formatted(binaries.directory(), packages)));
    }

    private static Optional<String> whyNoPatroni(Place place, PostgresBinaries binaries) {
        for (String program : new String[] {"pg_controldata", "pg_rewind"}) {
            if (!liesBeside(program, binaries)) {
                return Optional.of("Patroni runs %s, which is not in %s".formatted(program, binaries.directory()));
            }
        }
        if (!SmallCommand.exists("etcd")) {
            return Optional.of("there is no etcd on this machine (package etcd-server of Debian)");
        }
        if (place.patroni() == null) {
            return SmallCommand.exists("patroni")
                    ? Optional.empty()
                    : Optional.of(
                            "there is no patroni on this machine (install the package patroni, or unpack one and name its directory with %s)"
                                    .formatted(PlaceKey.PATRONI.key()));
        }
        Path program = Path.of(place.patroni(), "usr", "bin", "patroni");
        return Files.isExecutable(program)
                ? Optional.empty()
                : Optional.of(
                        "%s = %s holds no program usr/bin/patroni".formatted(PlaceKey.PATRONI.key(), place.patroni()));
    }

    /** A manager looks in that directory alone; one that the harness takes from elsewhere is of no use to it. */
    private static boolean liesBeside(String program, PostgresBinaries binaries) {
        return Files.isExecutable(Path.of(binaries.directory(), program));
    }
}
