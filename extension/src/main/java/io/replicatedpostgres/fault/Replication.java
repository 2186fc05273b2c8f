package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Sql;
import java.util.List;

/** The connections of standbys to their upstream, interrupted so that they have to be made anew. */
final class Replication {

    private Replication() {}

    /** Ends every walsender of a server. */
    static void interrupt(Patient patient) {
        try (Sql sql = patient.session()) {
            sql.query("SELECT pg_terminate_backend(pid) FROM pg_stat_replication", row -> row.getBoolean(1));
        }
    }

    /** A standby that was refused waits for up to 5 s before it tries again; a reload ends that wait. */
    static void retry(Scene scene) {
        for (NodeRef node : scene.topology().nodes()) {
            Patient patient = scene.patient(node);
            if (patient.server().isRunning()) {
                patient.server().reload();
            }
        }
    }

    /**
     * Runs a statement where writes are taken now: what was changed on one primary may have reached another meanwhile.
     *
     * @throws ReplicatedPostgresException if no primary runs
     */
    static void onEveryPrimary(FaultKind kind, Scene scene, String statement) {
        List<Patient> primaries = scene.primaries();
        if (primaries.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be healed: no primary runs that takes '%s'. Start or promote one, and run it there."
                            .formatted(kind, statement));
        }
        for (Patient primary : primaries) {
            try (Sql sql = primary.session()) {
                sql.execute(statement);
            }
        }
    }
}
