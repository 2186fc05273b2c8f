package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Faults between a standby and its upstream on a working network: replay, logins, limits. */
public final class ReplicationFaults {

    private ReplicationFaults() {}

    /** Pauses replay on a standby: it goes on receiving. A promotion ends the pause (13 and later). */
    public static Fault replayPaused(Identified standby) {
        Given.value("standby", standby);
        return new NodeFault(FaultKind.REPLAY_PAUSED, standby, "replay of " + standby.ref(), (patient, scene) -> {
            Fitness.standby(FaultKind.REPLAY_PAUSED, patient);
            run(patient, "SELECT pg_wal_replay_pause()");
            return Cure.of(() -> {
                if (patient.server().isRunning()) {
                    run(patient, "SELECT pg_wal_replay_resume() WHERE pg_is_in_recovery()");
                }
            });
        });
    }

    /** A standby replays each commit no sooner than so long after it was made ({@code recovery_min_apply_delay}; 12 and later). */
    public static Fault replayDelayed(Identified standby, Duration delay) {
        Given.value("standby", standby);
        Given.notEndless("delay", delay);
        Bounds.aMillisecond("delay", delay);
        return new NodeFault(
                FaultKind.REPLAY_DELAYED,
                standby,
                "replay of %s by %s ms".formatted(standby.ref(), delay.toMillis()),
                (patient, scene) -> {
                    Fitness.standby(FaultKind.REPLAY_DELAYED, patient);
                    Fitness.has(Feature.RECOVERY_SETTINGS, FaultKind.REPLAY_DELAYED, patient);
                    return Overrides.reload(patient, Map.of("recovery_min_apply_delay", delay.toMillis() + "ms"));
                });
    }

    /** The replication role may not log in; open connections are ended, so that it shows. */
    public static Fault loginRefused(Identified primary) {
        Given.value("primary", primary);
        return role(FaultKind.LOGIN_REFUSED, primary, "LOGIN");
    }

    /** The replication role may not replicate; open connections are ended, so that it shows. */
    public static Fault replicationRevoked(Identified primary) {
        Given.value("primary", primary);
        return role(FaultKind.REPLICATION_REVOKED, primary, "REPLICATION");
    }

    /** A standby has the wrong password for its upstream; its connection is ended, so that it shows. */
    public static Fault wrongPassword(Identified standby) {
        Given.value("standby", standby);
        FaultKind kind = FaultKind.WRONG_PASSWORD;
        return new NodeFault(kind, standby, "password file of " + standby.ref(), (patient, scene) -> {
            Fitness.standby(kind, patient);
            var wrong = new Credentials(patient.credentials().superuserPassword(), Credentials.randomPassword());
            Healing undo = Cure.of(() -> {
                writePasswords(patient, patient.credentials());
                Replication.retry(scene);
            });
            return undo.unlessThrows(() -> {
                writePasswords(patient, wrong);
                patient.host().signal(Signal.TERM, patient.server().processes("walreceiver"));
            });
        });
    }

    /** The replication lines are missing from {@code pg_hba.conf}; open connections are ended, so that it shows. */
    public static Fault hbaLineMissing(Identified upstream) {
        Given.value("upstream", upstream);
        FaultKind kind = FaultKind.HBA_LINE_MISSING;
        return new NodeFault(kind, upstream, "pg_hba.conf of " + upstream.ref(), (patient, scene) -> {
            Fitness.running(kind, patient);
            Runnable allow = patient.configuration().refuseReplication();
            Healing undo = Cure.of(() -> {
                allow.run();
                patient.applyConfiguration();
                Replication.retry(scene);
            });
            return undo.unlessThrows(() -> {
                patient.applyConfiguration();
                Replication.interrupt(patient);
            });
        });
    }

    /**
     * A standby is restarted with a lower {@code max_connections} than its primary has: it does not come up. When this heals
     * it runs.
     */
    public static Fault limitsLowered(Identified standby) {
        Given.value("standby", standby);
        FaultKind kind = FaultKind.LIMITS_LOWERED;
        return new NodeFault(kind, standby, "max_connections of %s = 20".formatted(standby.ref()), (patient, scene) -> {
            Fitness.standby(kind, patient);
            List<Runnable> takeBacks = Overrides.set(patient, Map.of("max_connections", "20"));
            Healing healing = Cure.of(() -> {
                Closing.all(takeBacks);
                patient.applyConfiguration();
                if (!patient.server().isRunning()) {
                    patient.start();
                }
            });
            patient.applyConfiguration();
            patient.stop(StopMode.FAST);
            if (startsAllTheSame(patient)) {
                patient.stop(StopMode.FAST);
                healing.close();
                throw new ReplicatedPostgresException(
                        "%s has no effect on %s: max_connections of its primary is not above 20"
                                .formatted(kind, patient.ref()));
            }
            return healing;
        });
    }

    private static boolean startsAllTheSame(Patient patient) {
        try {
            patient.start();
            return true;
        } catch (ReplicatedPostgresException e) {
            return false;
        }
    }

    private static Fault role(FaultKind kind, Identified primary, String attribute) {
        String description = "role %s: NO%s".formatted(Credentials.REPLICATION, attribute);
        return new NodeFault(kind, primary, description, (patient, scene) -> {
            Fitness.primary(kind, patient);
            run(patient, "ALTER ROLE %s NO%s".formatted(Credentials.REPLICATION, attribute));
            Replication.interrupt(patient);
            return Cure.of(() -> {
                Replication.onEveryPrimary(
                        kind, scene, "ALTER ROLE %s %s".formatted(Credentials.REPLICATION, attribute));
                Replication.retry(scene);
            });
        });
    }

    private static void writePasswords(Patient patient, Credentials credentials) {
        patient.host().write(patient.passwordFile(), credentials.passwordFile().getBytes(StandardCharsets.UTF_8));
    }

    private static void run(Patient patient, String statement) {
        try (Sql sql = patient.session()) {
            sql.execute(statement);
        }
    }
}
