package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.topology.OwnDisk;
import java.util.Optional;

/** Whether a fault fits the server it is to strike, said before anything is touched. */
final class Fitness {

    private Fitness() {}

    static void requireCapability(FaultKind kind, Patient patient) {
        kind.needs().flatMap(patient.host()::whyNot).ifPresent(reason -> {
            throw SpecException.of(
                    "%s on %s".formatted(kind, patient.ref()),
                    "it cannot be had here, because %s".formatted(reason),
                    "Guard the test with a condition on " + kind + ", or choose a fault that needs less");
        });
    }

    static void running(FaultKind kind, Patient patient) {
        if (!patient.server().isRunning()) {
            throw new ReplicatedPostgresException(
                    "%s cannot strike %s: its server does not run. Start it first.".formatted(kind, patient.ref()));
        }
    }

    static void standby(FaultKind kind, Patient patient) {
        running(kind, patient);
        if (!isInRecovery(patient)) {
            throw new ReplicatedPostgresException(
                    "%s cannot strike %s: it is a primary, and only a standby has that. Name a standby."
                            .formatted(kind, patient.ref()));
        }
    }

    static void primary(FaultKind kind, Patient patient) {
        running(kind, patient);
        if (isInRecovery(patient)) {
            throw new ReplicatedPostgresException(
                    "%s cannot strike %s: it is a standby, and only a primary can do that. Name the primary."
                            .formatted(kind, patient.ref()));
        }
    }

    static Archive archive(FaultKind kind, Patient patient) {
        return patient.archive()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s cannot strike %s: it has no archive. Ask for one in the spec: archive = PER_NODE or SHARED."
                                .formatted(kind, patient.ref())));
    }

    /**
     * Its disk.
     *
     * @param what is struck, for the message
     */
    static OwnDisk disk(FaultKind kind, String what, Patient patient) {
        return patient.host()
                .disk()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s cannot strike %s: %s has no disk of its own. Ask for one: @ReplicatedPostgres(disk = \"ext4\"), or disk(Disk.ext4()) of a builder."
                                .formatted(kind, Given.shown(what), patient.ref())));
    }

    /** The disk that holds a part of its files: the one that holds all but what lies on others, or one that holds that alone. */
    static OwnDisk disk(FaultKind kind, String what, Volume part, Patient patient) {
        OwnDisk main = disk(kind, what, patient);
        Optional<OwnDisk> own = switch (part) {
            case TABLES -> Optional.of(main);
            case PG_WAL -> main.wal();
            case ARCHIVE -> main.archive();
        };
        return own.orElseThrow(() -> new ReplicatedPostgresException(
                "%1$s cannot strike %2$s: %4$s of %3$s lies on no disk of its own. Ask for one: @ReplicatedPostgres(disk = \"ext4, %4$s on ext4\")."
                        .formatted(kind, Given.shown(what), patient.ref(), part.words())));
    }

    static void has(Feature feature, FaultKind kind, Patient patient) {
        feature.require(
                patient.version(), "%s on %s".formatted(kind, patient.ref()), "Leave it out for older versions");
    }

    private static boolean isInRecovery(Patient patient) {
        try (var sql = patient.session()) {
            return sql.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
        }
    }
}
