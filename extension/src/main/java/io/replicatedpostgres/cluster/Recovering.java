package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Recovers a stopped node from a kept base backup and an archive to a target. */
final class Recovering {

    private static final Pattern STOPPING = Pattern.compile("recovery stopping (.*)");
    private static final String OTHER_TIMELINE = "FATAL:  requested timeline ";
    private static final String NEVER_THERE = "recovery ended before configured recovery target was reached";

    private final Node node;
    private final Member member;

    Recovering(Node node) {
        this.node = node;
        this.member = node.member();
    }

    PointInTime to(TakenBackup backup, RecoveryTarget target) {
        Archive archive = archiveOf(backup);
        long began = System.nanoTime();
        archiveAll(backup.source().member(), archive);
        String altered = member.server().data().alterSystem();
        new Backups(node).restore(backup);
        member.rewind().forget();
        member.server().data().restoreAlterSystem(altered);
        configure(archive, target);
        LogMark mark = member.server().log().mark();
        String stoppedAt = run(target, archive, mark);
        ServerState state = member.patientState();
        Timeline timeline = state.timeline() == null ? Timeline.FIRST : state.timeline();
        Lsn replayed = state.replayed() == null ? Lsn.ZERO : state.replayed();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        return new PointInTime(
                node, target, stoppedAt, state.role(), timeline, along(state.role(), timeline), replayed, took);
    }

    /** A promotion begins a timeline of its own, and its history names the one it came from. */
    private Timeline along(ServerState.Role role, Timeline timeline) {
        var ancestors = member.server().data().history(timeline).ancestors();
        return role == ServerState.Role.PRIMARY && !ancestors.isEmpty()
                ? ancestors.get(ancestors.size() - 1).timeline()
                : timeline;
    }

    private Archive archiveOf(TakenBackup backup) {
        if (backup.holder() != node) {
            throw new ReplicatedPostgresException("%s cannot be recovered from %s: that lies beside %s. Take one there."
                    .formatted(node, backup.name(), backup.holder()));
        }
        Archive archive = backup.source()
                .member()
                .archive()
                .orElseThrow(() -> SpecException.of(
                        "recovery of %s to a target".formatted(node),
                        "it reads WAL from an archive, and this cluster has none",
                        "Start the cluster with archive = SHARED or PER_NODE"));
        if (!member.host().exists(archive.directory())) {
            throw new ReplicatedPostgresException(
                    "%s cannot be recovered from the archive of %s: %s is not there on its host. Use archive = SHARED, or take the backup of a node of the same place."
                            .formatted(node, backup.source(), archive.directory()));
        }
        return archive;
    }

    /** A target may lie in a segment that is not full; a source that does not run has archived what it could. */
    private void archiveAll(Member source, Archive archive) {
        if (source.patientState().role() != ServerState.Role.PRIMARY) {
            return;
        }
        try (Sql sql = source.session()) {
            // where nothing was written since the last switch, there is nothing to switch, and names differ by version
            sql.query("SELECT pg_logical_emit_message(true, 'replicated-postgres', '')", row -> true);
            String last = sql.one("SELECT pg_walfile_name(pg_switch_wal())", row -> row.getString(1));
            Await.orFail("%s did not archive %s".formatted(source.ref(), last), member.deadline())
                    .lookAt(source::whereToLook)
                    .until("archived", () -> archive.files().contains(last), there -> there);
        }
    }

    /** It must not archive: what it writes would be taken for the history of the others. */
    private void configure(Archive archive, RecoveryTarget target) {
        member.recoversNoMore();
        target.settings().forEach((name, value) -> member.recovers(name, value, "recovers to " + target));
        member.recovers(
                "restore_command",
                target.restoreCommand().orElseGet(archive::restoreCommandFromAnywhere),
                "recovers to " + target);
        member.recovers("archive_mode", "off", "others would take its timeline for theirs");
        member.recovers("synchronous_standby_names", "", "it has no standbys yet");
        member.writeConfiguration();
        member.server().recovery().markRecovery();
    }

    private String run(RecoveryTarget target, Archive archive, LogMark mark) {
        try {
            member.server().start(member.deadline());
            member.linksServe(true);
            Await.orFail("%s did not come to %s".formatted(node, target), member.deadline())
                    .lookAt(() -> member.server().log().tail(mark))
                    .until("it there", () -> isThere(target) || !member.server().isRunning(), there -> there);
        } catch (ReplicatedPostgresException e) {
            if (member.server().log().find(NEVER_THERE, mark).isEmpty()
                    && member.server().log().find(OTHER_TIMELINE, mark).isEmpty()) {
                throw e;
            }
        }
        return stoppedAt(mark)
                .orElseThrow(() -> new ReplicatedPostgresException("%s did not come to %s: %s; rebuild it to go on. %s"
                        .formatted(
                                node,
                                target,
                                whyNever(target, archive),
                                member.server().log().tail(mark))));
    }

    /** It went along a newer timeline and missed what lies on an older one, or its WAL was too short. */
    private String whyNever(RecoveryTarget target, Archive archive) {
        String ended = "its WAL ended before. Name an earlier target, or see to it that all is archived";
        var newer = archive.newestHistory();
        if (target.timeline().isPresent() || newer.isEmpty()) {
            return ended;
        }
        String left = newer.get().ancestors().stream()
                .map(ancestor -> "timeline %s at %s".formatted(ancestor.timeline(), ancestor.leftAt()))
                .collect(Collectors.joining(", "));
        return "recovery followed timeline %s, the latest in the archive, which has left %s, and the target, or the backup, is not on that way. If it lies on an older timeline, name that: onTimeline(…). If not, %s"
                .formatted(newer.get().current(), left, ended);
    }

    private boolean isThere(RecoveryTarget target) {
        String question = target.then() == RecoveryTarget.Then.PAUSE
                ? "SELECT pg_is_wal_replay_paused()"
                : "SELECT NOT pg_is_in_recovery()";
        try (Sql sql = member.session()) {
            return sql.one(question, row -> row.getBoolean(1));
        } catch (SqlException e) {
            // it ends as soon as it knows that it will never be there
            return false;
        }
    }

    private Optional<String> stoppedAt(LogMark mark) {
        return member.server().log().since(mark).stream()
                .map(STOPPING::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }
}
