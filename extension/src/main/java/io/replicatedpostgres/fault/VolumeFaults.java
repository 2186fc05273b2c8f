package io.replicatedpostgres.fault;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Outcome;
import java.nio.file.Path;

/** Faults of the volumes of a server. They need the right to mount: see {@link FaultKind#needs()}. */
public final class VolumeFaults {

    private VolumeFaults() {}

    /**
     * Puts a part of a server's files on a volume of its own of this size, which fills as they grow. The server is restarted
     * for it, and again when this heals.
     */
    public static Fault small(Identified node, Volume volume, DataSize size) {
        Given.value("node", node);
        Given.value("volume", volume);
        Given.value("size", size);
        Bounds.positive("size", size.bytes());
        FaultKind kind = FaultKind.SMALL_VOLUME;
        String description = "%s of %s on %s".formatted(volume.words(), node.ref(), size);
        return new NodeFault(kind, node, description, (patient, scene) -> {
            Fitness.running(kind, patient);
            String directory = volume.path(kind, patient);
            halt(patient);
            try {
                mount(patient, directory, size);
            } catch (RuntimeException e) {
                patient.start();
                throw e;
            }
            patient.start();
            return Cure.of(() -> {
                halt(patient);
                unmount(patient, directory);
                patient.start();
            });
        });
    }

    static void resize(Patient patient, Volume volume, DataSize size) {
        Bounds.positive("size", size.bytes());
        String directory = volume.path(FaultKind.SMALL_VOLUME, patient);
        if (!isVolume(patient, Path.of(directory).normalize().toString())) {
            throw new ReplicatedPostgresException(
                    "%s of %s cannot be resized: it lies on no volume of its own. Inject VolumeFaults.small first."
                            .formatted(volume.words(), patient.ref()));
        }
        asRoot(patient, "mount", "-o", "remount,size=" + size.bytes(), directory);
    }

    /** A file of {@code /proc} has no size, and is read by a program. */
    private static boolean isVolume(Patient patient, String directory) {
        return patient.host()
                .run(Command.of("cat", "/proc/mounts"), patient.deadline())
                .output()
                .lines()
                .map(line -> line.split(" "))
                .anyMatch(words -> words.length > 2 && words[1].equals(directory) && words[2].equals("tmpfs"));
    }

    /** Nothing in a part of a server's files can be written, opened for writing, made or removed from now on. */
    public static Fault readOnly(Identified node, Volume volume) {
        Given.value("node", node);
        Given.value("volume", volume);
        FaultKind kind = FaultKind.READ_ONLY;
        return new NodeFault(kind, node, "%s of %s".formatted(volume.words(), node.ref()), (patient, scene) -> {
            Fitness.running(kind, patient);
            String directory = volume.path(kind, patient);
            asRoot(patient, "mount", "--bind", directory, directory);
            Healing undo = Cure.of(() -> {
                // at once: a server may have files open below
                asRoot(patient, "umount", "-l", directory);
                comeUp(patient);
            });
            try {
                asRoot(patient, "mount", "-o", "remount,bind,ro", directory);
            } catch (RuntimeException e) {
                undo.close();
                throw e;
            }
            return undo;
        });
    }

    /**
     * What it lacked is there again: it answers, or has died and is started. A server that could not write its WAL recovers again and again
     * until it can; a standby that could not replay dies, and may be about to when it is looked at.
     */
    static void comeUp(Patient patient) {
        Await.orFail("%s did not recover".formatted(patient.ref()), patient.deadline())
                .lookAt(() -> patient.server().log().path())
                .until(
                        "an answer, or its end",
                        () -> answers(patient) || !patient.server().isRunning(),
                        done -> done);
        if (!patient.server().isRunning()) {
            patient.start();
        }
    }

    private static boolean answers(Patient patient) {
        try (Sql sql = patient.session()) {
            return sql.one("SELECT true", row -> row.getBoolean(1));
        } catch (SqlException e) {
            return false;
        }
    }

    /**
     * A server that recovers from the crash which a full volume was is not asked for FAST: on 15 a postmaster that is asked
     * for it during that recovery was seen to wait for ever.
     */
    static void halt(Patient patient) {
        try {
            patient.stop(answers(patient) ? StopMode.FAST : StopMode.IMMEDIATE);
        } catch (DeadlineException e) {
            // with a full volume a checkpoint may never come to its end
            patient.kill();
        }
    }

    private static void mount(Patient patient, String directory, DataSize size) {
        String aside = directory + ".aside";
        patient.host().move(directory, aside);
        patient.host().makeDirectory(directory);
        try {
            asRoot(patient, "mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size.bytes(), "tmpfs", directory);
            asRoot(patient, "chown", "--reference=" + aside, directory);
            fill(patient, aside, directory, size);
        } catch (RuntimeException e) {
            patient.host().runAsRoot(Command.of("umount", directory), patient.deadline());
            patient.host().delete(directory);
            patient.host().move(aside, directory);
            throw e;
        }
    }

    private static void unmount(Patient patient, String directory) {
        String aside = directory + ".aside";
        patient.host().delete(aside);
        patient.host().makeDirectory(aside);
        copy(patient, directory, aside);
        asRoot(patient, "umount", directory);
        patient.host().delete(directory);
        patient.host().move(aside, directory);
    }

    private static void fill(Patient patient, String from, String to, DataSize size) {
        try {
            copy(patient, from, to);
        } catch (ReplicatedPostgresException e) {
            throw new ReplicatedPostgresException(
                    "what lies in %s of %s does not fit on a volume of %s (%s). Ask for a larger one."
                            .formatted(to, patient.ref(), size, e.getMessage()),
                    e);
        }
    }

    private static void copy(Patient patient, String from, String to) {
        succeed(patient, patient.host().run(Command.of("cp", "-Rp", from + "/.", to), patient.deadline()), "cp");
    }

    private static void asRoot(Patient patient, String... words) {
        succeed(patient, patient.host().runAsRoot(Command.of(words), patient.deadline()), words[0]);
    }

    private static void succeed(Patient patient, Outcome outcome, String what) {
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("%s failed on %s: %s"
                    .formatted(what, patient.ref(), outcome.output().strip()));
        }
    }
}
