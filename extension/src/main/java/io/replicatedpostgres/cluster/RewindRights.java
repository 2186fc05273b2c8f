package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.FileListing;
import io.replicatedpostgres.postgres.RewindGrants;
import io.replicatedpostgres.postgres.RewindRoom;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The obstacles to a rewind: rights of the login on the source, rights on the
 * target's files, room on its volumes.
 */
final class RewindRights {

    /** {@code pg_rewind} makes or writes something in each of these, whatever it copies. */
    private static final List<String> ALWAYS_WRITTEN = List.of(".", "./global", "./pg_wal", "./global/pg_control");

    private final RewindPlan plan;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();

    RewindRights(RewindPlan plan) {
        this.plan = plan;
    }

    List<String> obstacles() {
        return obstacles;
    }

    List<String> cautions() {
        return cautions;
    }

    /** What the login may not do at the source; obstacles whether there is anything to do or not. */
    void lookAtLogin() {
        RewindRole role = plan.role();
        if (role == null || plan.fromDirectory()) {
            return;
        }
        try (Sql sql = plan.source().session()) {
            List<Boolean> logins = sql.query(
                    "SELECT rolcanlogin AND (rolvaliduntil IS NULL OR rolvaliduntil > now()) FROM pg_roles WHERE rolname = ?",
                    row -> row.getBoolean(1),
                    role.name());
            if (logins.isEmpty() || !logins.get(0)) {
                obstacles.add("the role %s may not log in at %s: make it with createRewindRole"
                        .formatted(role.name(), plan.source().ref()));
                return;
            }
            RewindGrants.missing(sql, role.name()).stream()
                    .filter(RewindGrants::isNeededAlways)
                    .forEach(this::lacks);
        }
    }

    /** What else it may not do, which shows only once something is copied: by then the target is half rewound. */
    void lookAtGrants() {
        RewindRole role = plan.role();
        if (role == null || plan.fromDirectory()) {
            return;
        }
        try (Sql sql = plan.source().session()) {
            RewindGrants.missing(sql, role.name()).stream()
                    .filter(function -> !RewindGrants.isNeededAlways(function))
                    .forEach(this::lacks);
        }
    }

    private void lacks(String function) {
        RewindRole role = Objects.requireNonNull(plan.role());
        obstacles.add(
                "the role %s may not execute %s on %s: GRANT EXECUTE ON FUNCTION %s TO it, in the database postgres"
                        .formatted(role.name(), function, plan.source().ref(), function));
    }

    void lookAtFiles() {
        Member target = plan.target();
        String directory = target.server().data().path();
        try {
            FileListing there = FileListing.of(target.host(), directory, target.deadline());
            lookAtOwners(there, directory);
            if (obstacles.isEmpty()) {
                FileListing source =
                        FileListing.ofRunning(plan.source().host(), plan.sourceDirectory(), target.deadline());
                RewindRoom.lacking(target.host(), directory, there, source, target.deadline())
                        .forEach(lacking -> obstacles.add("%s: make room".formatted(lacking)));
            }
        } catch (ReplicatedPostgresException e) {
            obstacles.add("%s: give it back to that user, with all rights".formatted(e.getMessage()));
        }
    }

    private void lookAtOwners(FileListing there, String directory) {
        for (String path : ALWAYS_WRITTEN) {
            if (!there.isWritable(path) || !isWritableNow(directory + "/" + path)) {
                obstacles.add("the user of %s may not write %s/%s: give it back to that user, with all rights"
                        .formatted(plan.target().ref(), directory, path));
            }
        }
        List<String> others = there.entries().keySet().stream()
                .filter(path -> !there.isWritable(path) && !ALWAYS_WRITTEN.contains(path))
                .sorted()
                .toList();
        if (!others.isEmpty()) {
            cautions.add("the user of %s may not write %s and %s more: pg_rewind fails in the middle if it has to"
                    .formatted(plan.target().ref(), others.get(0), others.size() - 1));
        }
    }

    /** Also false where the volume is read-only. */
    private boolean isWritableNow(String path) {
        return plan.target()
                .host()
                .run(
                        Command.of("/bin/sh", "-c", "test -w \"$0\"", path),
                        plan.target().deadline())
                .succeeded();
    }
}
