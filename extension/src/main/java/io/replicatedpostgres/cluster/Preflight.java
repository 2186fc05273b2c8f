package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Rewind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks, in the order in which {@code pg_rewind} does, whether it would work. Source: PostgreSQL's {@code
 * src/bin/pg_rewind/pg_rewind.c} and {@code parsexlog.c} of 13 to 17.
 */
final class Preflight {

    private final RewindPlan plan;
    private final Member target;
    private final Member source;
    private final RewindRights rights;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> cautions = new ArrayList<>();

    Preflight(RewindPlan plan) {
        this.plan = plan;
        this.target = plan.target();
        this.source = plan.source();
        this.rights = new RewindRights(plan);
    }

    /** Whether there is anything to rewind, before it is asked who may do it. */
    RewindPreflight ofFiles() {
        return look();
    }

    /** Whether {@code pg_rewind} would work. */
    RewindPreflight run() {
        checkTool();
        return look();
    }

    private RewindPreflight look() {
        Optional<ControlData> control = controlOfTarget();
        Optional<SourceFacts> facts = factsOfSource();
        if (target.rewind().isUnfinished()) {
            cautions.add(
                    "a rewind of %s did not come to its end: its directory is half another's, and only WAL and configuration are looked at here"
                            .formatted(target.ref()));
        }
        if (control.isEmpty() || facts.isEmpty()) {
            return verdict(Verdict.FAILS, null);
        }
        checkTarget(control.get());
        checkSource(facts.get(), control.get());
        return failed() ? verdict(Verdict.FAILS, null) : timelines(control.get(), facts.get());
    }

    private boolean failed() {
        return !obstacles.isEmpty() || !rights.obstacles().isEmpty();
    }

    private Optional<ControlData> controlOfTarget() {
        if (target.server().isRunning()) {
            obstacles.add("%s runs: stop it first".formatted(target.ref()));
        }
        try {
            return Optional.of(ControlData.read(target.host()));
        } catch (ReplicatedPostgresException e) {
            obstacles.add("%s: rebuild %s instead".formatted(e.getMessage(), target.ref()));
            return Optional.empty();
        }
    }

    private void checkTool() {
        if (!plan.hasTool()) {
            var binaries = target.provisioned().binaries();
            String ways = binaries.waysTo(Rewind.PROGRAM, plan.insteadWithoutTool());
            obstacles.add("%s: %s".formatted(binaries.lacks(Rewind.PROGRAM), ways));
        }
    }

    private Optional<SourceFacts> factsOfSource() {
        return plan.fromDirectory() ? factsOfDirectory() : factsOfServer();
    }

    private Optional<SourceFacts> factsOfServer() {
        try {
            SourceFacts facts = SourceFacts.ofServer(plan);
            rights.lookAtLogin();
            return Optional.of(facts);
        } catch (SqlException e) {
            obstacles.add("the source does not answer (%s): start %s first".formatted(e.getMessage(), source.ref()));
            return Optional.empty();
        }
    }

    private Optional<SourceFacts> factsOfDirectory() {
        if (!plan.seesSource()) {
            obstacles.add("%s is not there on the host of %s: start %s and rewind from the running server"
                    .formatted(plan.sourceDirectory(), target.ref(), source.ref()));
            return Optional.empty();
        }
        try {
            return Optional.of(SourceFacts.ofDirectory(plan));
        } catch (ReplicatedPostgresException e) {
            obstacles.add("%s: name another source".formatted(e.getMessage()));
            return Optional.empty();
        }
    }

    private void checkTarget(ControlData control) {
        if (!control.logsEveryChangedPage()) {
            obstacles.add(
                    "%s has neither wal_log_hints nor data checksums: rebuild it, and set wal_log_hints = on for the next time"
                            .formatted(target.ref()));
        }
        if (control.isShutDown()) {
            return;
        }
        if (!Feature.REWIND_RECOVERS_TARGET.isIn(target.version())) {
            obstacles.add("%s was not shut down cleanly (%s): start and stop it first"
                    .formatted(target.ref(), control.state()));
        } else if (target.server().recovery().isMarkedStandby()) {
            obstacles.add(
                    "%s was not shut down cleanly (%s) and is marked as a standby, which single-user recovery refuses: start and stop it first"
                            .formatted(target.ref(), control.state()));
        }
    }

    private void checkSource(SourceFacts facts, ControlData control) {
        if (!facts.systemIdentifier().equals(control.systemIdentifier())) {
            obstacles.add("%s and %s are from different systems: %s and %s"
                    .formatted(target.ref(), source.ref(), control.systemIdentifier(), facts.systemIdentifier()));
        }
        if (!facts.fullPageWrites()) {
            obstacles.add("full_page_writes is off on %s: set it on".formatted(source.ref()));
        }
        if (!facts.shutDown()) {
            obstacles.add("%s was not shut down cleanly, and its directory is read: start and stop it first"
                    .formatted(source.ref()));
        }
        if (facts.inRecovery() && !plan.fromDirectory() && !Feature.REWIND_FROM_STANDBY.isIn(source.version())) {
            obstacles.add("%s is a standby, and before 14 only a primary can be the source".formatted(source.ref()));
        }
    }

    private RewindPreflight timelines(ControlData control, SourceFacts facts) {
        if (!facts.running().equals(facts.ofControlFile())) {
            cautions.add(
                    "%s runs on timeline %s and its control file still says %s: pg_rewind believes the file until a checkpoint"
                            .formatted(source.ref(), facts.running(), facts.ofControlFile()));
        }
        TimelineHistory here = control.isShutDown()
                ? target.server().data().history(control.timeline())
                : new Repairs(target).history();
        if (here.current().equals(facts.ofControlFile())) {
            if (Twins.are(target, source, here)) {
                cautions.add(
                        "both are on timeline %s and have written different WAL on it: two servers were promoted apart, or one was started without its standby.signal; pg_rewind does not see it, and only a rebuild helps"
                                .formatted(here.current()));
            }
            return verdict(Verdict.NOTHING_TO_DO, null);
        }
        TimelineHistory there = source.server().data().history(facts.ofControlFile());
        Optional<Lsn> fork = here.forkFrom(there);
        if (fork.isEmpty()) {
            obstacles.add("%s and %s share no timeline".formatted(target.ref(), source.ref()));
            return verdict(Verdict.FAILS, null);
        }
        return fromFork(control, here, fork.get());
    }

    private RewindPreflight fromFork(ControlData control, TimelineHistory here, Lsn fork) {
        Lsn recovered = control.minimumRecoveryPoint();
        boolean diverged = !control.isShutDown() || control.checkpoint().isAtLeast(fork) || recovered.isAfter(fork);
        if (!diverged) {
            return verdict(Verdict.NOTHING_TO_DO, fork);
        }
        boolean archive = plan.fetchesFromArchive();
        if (!new CommonCheckpoint(target, here).isKept(fork, archive)) {
            obstacles.add("the WAL of %s back to the last checkpoint before %s is gone%s: rebuild it"
                    .formatted(target.ref(), fork, archive ? ", from its archive too" : ""));
            return verdict(Verdict.FAILS, fork);
        }
        rights.lookAtGrants();
        rights.lookAtFiles();
        return verdict(failed() ? Verdict.FAILS : Verdict.REWINDS, fork);
    }

    private RewindPreflight verdict(Verdict verdict, @Nullable Lsn fork) {
        obstacles.addAll(rights.obstacles());
        cautions.addAll(rights.cautions());
        @Nullable RewindLoss loss = verdict == Verdict.REWINDS ? loss() : null;
        List<String> slots = verdict == Verdict.NOTHING_TO_DO ? List.of() : Losses.slots(target);
        return new RewindPreflight(verdict, obstacles, cautions, fork, slots, loss);
    }

    private @Nullable RewindLoss loss() {
        try {
            return Divergence.between(target, source)
                    .map(divergence -> new Losses(target, source).count(divergence))
                    .orElse(null);
        } catch (ReplicatedPostgresException e) {
            cautions.add("what it throws away could not be counted: " + e.getMessage());
            return null;
        }
    }
}
