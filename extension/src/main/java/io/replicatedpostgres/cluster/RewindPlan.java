package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Rewind;
import io.replicatedpostgres.postgres.RewindSource;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rewind that is to be done.
 *
 * @param target whose directory is rewound
 * @param source whose state it gets
 * @param remedies what is done around {@code pg_rewind}
 * @param role who logs in at the source; null for the superuser
 * @param fromDirectory whether the source is stopped, and its directory read
 */
record RewindPlan(
        Member target,
        Member source,
        Set<Remedy> remedies,
        @Nullable RewindRole role,
        boolean fromDirectory) {

    /** Copies the remedies. */
    RewindPlan {
        remedies = Set.copyOf(remedies);
    }

    /** What is to be done: {@code the rewind of node-1 to node-2}. */
    String words() {
        return "the rewind of %s to %s".formatted(target.ref(), source.ref());
    }

    /** Whether {@code pg_rewind} is on the target's host. */
    boolean hasTool() {
        return target.provisioned().binaries().has(Rewind.PROGRAM);
    }

    /** What to do where {@code pg_rewind} is missing, without a full stop. */
    String insteadWithoutTool() {
        return "rebuild %s: rebuildFrom(%s), or rewinding(%2$s).orRebuild().rejoin()"
                .formatted(target.ref(), source.ref());
    }

    boolean fetchesFromArchive() {
        return remedies.contains(Remedy.RESTORE_TARGET_WAL)
                && Feature.REWIND_FROM_ARCHIVE.isIn(target.version())
                && target.archive().isPresent();
    }

    String sourceDirectory() {
        return source.server().data().path();
    }

    /** Whether the target's host sees the very files of the source: of one place, or of one volume. */
    boolean seesSource() {
        return target.host().exists(sourceDirectory() + "/global/pg_control");
    }

    /** Hands the source over to {@code pg_rewind}; the password file of a role is there as long as that runs. */
    <T> T withSource(Function<RewindSource, T> run) {
        if (fromDirectory) {
            if (!seesSource()) {
                throw new ReplicatedPostgresException(
                        "%s cannot be rewound from the directory of %s: %s is not there on its host. Start %s and rewind from the running server."
                                .formatted(target.ref(), source.ref(), sourceDirectory(), source.ref()));
            }
            return run.apply(RewindSource.directory(source.ref().name(), sourceDirectory()));
        }
        if (role == null) {
            return run.apply(server(Credentials.SUPERUSER, target.passwordFile()));
        }
        String file = target.host().home() + "/passwords.rewind";
        String line =
                "*:*:*:%s:%s\n".formatted(role.name().replace("\\", "\\\\").replace(":", "\\:"), role.password());
        target.host().write(file, line.getBytes(StandardCharsets.UTF_8));
        try {
            return run.apply(server(role.name(), file));
        } finally {
            target.host().delete(file);
        }
    }

    private RewindSource server(String login, String passwordFile) {
        return RewindSource.server(
                source.ref().name(), target.towards(source.ref(), null).endpoint(), login, passwordFile, target.ref());
    }
}
