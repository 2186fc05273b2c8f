package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.postgres.BaseBackup;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Rewind;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.postgres.Upstream;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Makes a node a standby of another node again: follow, rewind, rebuild. */
final class Repairs {

    private final Member target;

    Repairs(Member target) {
        this.target = target;
    }

    /** Makes a stopped or streaming standby stream from another node. */
    void follow(Member upstream) {
        refuseItself("follow", upstream);
        if (target.server().isRunning() && !target.look(catalog -> catalog.isInRecovery())) {
            throw new ReplicatedPostgresException(
                    "%s cannot follow %s: it runs as a primary. Stop it first; if it has written what %s lacks, rewind or rebuild it."
                            .formatted(target.ref(), upstream.ref(), upstream.ref()));
        }
        makeStandbyOf(upstream);
        if (target.server().isRunning()) {
            if (Feature.UPSTREAM_BY_RELOAD.isIn(target.version())) {
                target.server().reload();
            } else {
                target.server().stop(StopMode.FAST, target.deadline());
                target.server().start(target.deadline());
            }
        }
    }

    /**
     * Rewinds it.
     *
     * @param wakeAbove has the primary write something, where the source is a standby: that replays what its primary writes
     */
    RewindResult rewind(RewindPlan plan, Runnable wakeAbove) {
        Member source = plan.source();
        Set<Remedy> remedies = plan.remedies();
        requireRewindable(plan);
        TimelineHistory abandoned = abandoned();
        String altered = asBefore(plan);
        if (remedies.contains(Remedy.CHECKPOINT_SOURCE) && !plan.fromDirectory()) {
            onSource(source, "CHECKPOINT");
        }
        String output = plan.withSource(
                from -> target.rewind().run(from, plan.fetchesFromArchive(), altered, target.deadline()));
        boolean restores = remedies.contains(Remedy.RESTORE_CONFIGURATION);
        if (restores) {
            target.server().data().restoreAlterSystem(altered);
            markStandbyOf(source);
        }
        List<String> setAside =
                remedies.contains(Remedy.SET_ASIDE_ABANDONED_TIMELINE) ? setAside(abandoned, source) : List.of();
        @Nullable String slot = restores ? target.slotName() : null;
        boolean wakes = remedies.contains(Remedy.WAKE_SOURCE);
        if (slot != null || wakes) {
            source.onceItRuns(() -> receive(source, slot, wakes, wakeAbove));
        }
        return new RewindResult(output, setAside);
    }

    /** What a source does for a node that was rewound to it, all in one session. */
    private static void receive(Member source, @Nullable String slot, boolean wakes, Runnable wakeAbove) {
        boolean standby;
        try (Sql sql = source.session()) {
            Catalog catalog = source.catalog(sql);
            if (slot != null) {
                catalog.ensureSlot(slot);
            }
            standby = wakes && catalog.isInRecovery();
            if (wakes && !standby) {
                wake(sql);
            }
        }
        if (standby) {
            wakeAbove.run();
        }
    }

    /**
     * What {@code ALTER SYSTEM} had written. A rewind that was interrupted may have emptied that, and the file in which the
     * next one looks for the restore_command: both are written again before. Of a rewind that was run outside this
     * harness nothing is known, so the restore_command is always written before it is needed.
     */
    private String asBefore(RewindPlan plan) {
        if (target.rewind().isUnfinished()) {
            String altered = target.rewind().kept();
            target.server().data().restoreAlterSystem(altered);
            target.writeConfiguration();
            return altered;
        }
        if (plan.fetchesFromArchive()) {
            target.writeConfiguration();
        }
        return target.server().data().alterSystem();
    }

    RewindResult dryRun(RewindPlan plan) {
        requireRewindable(plan);
        return new RewindResult(
                plan.withSource(from -> target.rewind().dryRun(from, plan.fetchesFromArchive(), target.deadline())),
                List.of());
    }

    private void requireRewindable(RewindPlan plan) {
        refuseItself("be rewound to", plan.source());
        target.provisioned().binaries().require(Rewind.PROGRAM, plan.words(), plan.insteadWithoutTool());
        requireStopped("rewound");
        if (plan.fromDirectory() && plan.source().server().isRunning()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be rewound from the directory of %s while that runs. Stop it first, or rewind from the running server."
                            .formatted(target.ref(), plan.source().ref()));
        }
    }

    void rebuild(Member source) {
        rebuild(source, (backup, from) -> backup.run(from, target.passwordFile(), target.deadline()));
    }

    void rebuildIncrementally(Member source, TakenBackup since) {
        Feature.INCREMENTAL_BACKUP.require(
                target.version(),
                "the incremental rebuild of %s".formatted(target.ref()),
                "Use rebuildFrom, which copies everything");
        String directory = target.host().home() + "/increment";
        try {
            rebuild(source, (backup, from) -> {
                backup.increment(since.directory(), directory, from, target.passwordFile(), target.deadline());
                backup.combine(since.directory(), directory, target.deadline());
            });
        } finally {
            target.host().delete(directory);
        }
    }

    private void rebuild(Member source, BiConsumer<BaseBackup, Upstream> copy) {
        refuseItself("be rebuilt from", source);
        requireStopped("rebuilt");
        @Nullable TimelineHistory abandoned = target.server().data().exists() ? abandoned() : null;
        String altered = target.rewind().isUnfinished()
                ? target.rewind().kept()
                : target.server().data().alterSystem();
        @Nullable String slot = ensureSlotOn(source);
        copy.accept(
                new BaseBackup(
                        target.host(),
                        target.provisioned().binaries(),
                        target.provisioned().credentials()),
                target.towards(source.ref(), slot));
        target.rewind().forget();
        target.server().data().restoreAlterSystem(altered);
        markStandbyOf(source);
        if (abandoned != null) {
            setAside(abandoned, source);
        }
    }

    /** What is left behind: also a timeline of which it has the history file alone, which its archive has too. */
    private TimelineHistory abandoned() {
        TimelineHistory walked = history();
        TimelineHistory named = target.server().data().newestHistory();
        return named.current().compareTo(walked.current()) > 0 ? named : walked;
    }

    private List<String> setAside(TimelineHistory abandoned, Member source) {
        if (target.archive().isEmpty()) {
            return List.of();
        }
        Timeline now = source.patientState().timeline();
        TimelineHistory current = now == null
                ? new Repairs(source).history()
                : source.server().data().history(now);
        return target.archive().get().setAside(abandoned, current);
    }

    /** The timelines it has come along, by its WAL; by its history files if the control file is damaged. */
    TimelineHistory history() {
        try {
            return Reached.onDisk(target).history();
        } catch (ReplicatedPostgresException e) {
            return target.server().data().newestHistory();
        }
    }

    private void makeStandbyOf(Member upstream) {
        ensureSlotOn(upstream);
        markStandbyOf(upstream);
    }

    private void markStandbyOf(Member upstream) {
        target.recoversNoMore();
        target.conf().unset("synchronous_standby_names");
        target.writeUpstream(upstream.ref(), target.slotName());
        target.server().recovery().markStandby();
    }

    private @Nullable String ensureSlotOn(Member upstream) {
        @Nullable String slot = target.slotName();
        if (slot != null) {
            upstream.onceItRuns(() -> upstream.look(catalog -> {
                catalog.ensureSlot(slot);
                return true;
            }));
        }
        return slot;
    }

    /** Without a record past its minimum recovery point the rewound node streams and refuses reads. */
    static Lsn wake(Member source) {
        try (Sql sql = source.session()) {
            return wake(sql);
        }
    }

    private static Lsn wake(Sql sql) {
        return sql.one(
                "SELECT pg_logical_emit_message(true, 'replicated-postgres', 'wake')",
                row -> Lsn.parse(row.getString(1)));
    }

    private static void onSource(Member source, String statement) {
        try (Sql sql = source.session()) {
            sql.execute(statement);
        }
    }

    void requireStopped(String verb) {
        if (target.server().isRunning()) {
            throw new ReplicatedPostgresException("%s cannot be %s while it runs. Stop it first: stop(FAST), or kill()."
                    .formatted(target.ref(), verb));
        }
    }

    private void refuseItself(String verb, Member other) {
        NodeRef node = target.ref();
        if (node.equals(other.ref())) {
            throw new ReplicatedPostgresException("%s cannot %s itself. Name another node.".formatted(node, verb));
        }
    }
}
