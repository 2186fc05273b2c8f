package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.RuntimeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The programs of Patroni and of its store, on this machine. */
final class ManagerPrograms {

    private ManagerPrograms() {}

    /** Why a place lacks them; empty if it has them. */
    static Optional<String> whyNot(Place place, RuntimeKind kind) {
        if (kind == RuntimeKind.EMBEDDED) {
            return Optional.of("Patroni runs pg_controldata and pg_rewind, which binaries of the class path lack");
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
}
