package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.observe.Observer;
import io.replicatedpostgres.observe.Strike;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Rewind;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.SettingText;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The verbs of one node. */
final class NodeVerbs {

    private static final int MESSAGE_BYTES = 256 * 1024;

    private final Cluster cluster;
    private final Member member;
    private final Acts acts;
    private final AtomicBoolean paused = new AtomicBoolean();

    NodeVerbs(Cluster cluster, Member member, Acts acts) {
        this.cluster = cluster;
        this.member = member;
        this.acts = acts;
    }

    private Observer observer() {
        return cluster.observer();
    }

    private NodeRef node() {
        return member.ref();
    }

    private Server server() {
        return member.server();
    }

    /** What a failover manager decides is not done past it: it would undo that, or be misled. */
    private void refuseManaged(String verb, ManagersWay way) {
        member.management().ifPresent(management -> refuseManaged(verb, way.of(management.kind())));
    }

    private void refuseManaged(String verb, String wayOut) {
        member.management().ifPresent(management -> {
            throw management.refusal("%s cannot be %s".formatted(node(), verb), wayOut);
        });
    }

    void start(Duration deadline) {
        Optional<ManagedVerbs> managed = member.managed();
        if (managed.isPresent()) {
            startManaged(managed.get(), deadline);
            return;
        }
        if (server().isRunning()) {
            throw new ReplicatedPostgresException("%s cannot be started: it runs. Use restart().".formatted(node()));
        }
        if (member.rewind().isUnfinished()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be started: a rewind of it did not come to its end, and its directory is half one server's and half another's. %s"
                            .formatted(node(), Rewind.WAYS_OUT));
        }
        observer().bringingUp(node());
        acts.run(node(), "start", "", () -> {
            startServing(deadline);
            member.hasStarted();
            boolean standby = server().recovery().isMarkedStandby();
            acts.roleChanged(node(), standby ? Role.STANDBY : Role.PRIMARY, null);
            cluster.nudgeStandbysOf(node());
        });
    }

    private void startManaged(ManagedVerbs managed, Duration deadline) {
        bringUp("start", "its agent", () -> {}, managed, deadline);
    }

    /** By its failover manager's own command. */
    void rejoin(Host leader) {
        ManagedVerbs managed = member.managed().orElseThrow();
        bringUp(
                "rejoin",
                "by " + managed.management().title(),
                () -> managed.management().manager().rejoin(member.host(), leader, member.deadline()),
                managed,
                member.deadline());
    }

    /** Its agent, and by that its server, if that does not run yet. */
    private void bringUp(String verb, String detail, Runnable before, ManagedVerbs managed, Duration deadline) {
        observer().bringingUp(node());
        acts.run(node(), verb, detail, () -> {
            // an agent starts the server when it sees fit, also after the deadline
            member.linksServe(true);
            ServerState state = startedAfter(before, managed, deadline);
            member.hasStarted();
            observer().broughtUp(node());
            acts.roleChanged(node(), state.role(), state.timeline());
        });
    }

    private ServerState startedAfter(Runnable before, ManagedVerbs managed, Duration deadline) {
        try {
            before.run();
        } catch (RuntimeException e) {
            member.linksServe(server().isRunning());
            throw e;
        }
        return managed.start(deadline);
    }

    private void startServing(Duration deadline) {
        try {
            server().start(deadline);
        } catch (DeadlineException e) {
            // it is on its way all the same
            observer().broughtUp(node());
            member.linksServe(true);
            throw e;
        }
        observer().broughtUp(node());
        member.linksServe(true);
    }

    void stop(StopMode mode, Duration deadline) {
        if (paused.get()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be stopped while it is paused: it would never see the request. Use resume() first, or kill()."
                            .formatted(node()));
        }
        Optional<ManagedVerbs> managed = member.managed();
        if (mode != StopMode.FAST) {
            refuseManaged("stopped by " + mode, "Use stop(), which stops it by FAST.");
        }
        acts.run(node(), "stop", mode.name(), () -> {
            observer()
                    .takingDown(
                            node(),
                            () -> managed.ifPresentOrElse(
                                    agent -> agent.stop(deadline), () -> server().stop(mode, deadline)));
            member.linksServe(false);
            acts.roleChanged(node(), Role.STOPPED, null);
        });
    }

    /**
     * Stops it in order, and as soon as only walsenders are left and something holds, these are not waited for: a standby that
     * cannot be reached would hold them up.
     */
    void stopOnce(BooleanSupplier enough) {
        acts.run(node(), "stop", StopMode.FAST.name(), () -> {
            observer().takingDown(node(), () -> {
                server().stop(StopMode.FAST, member.deadline(), enough);
                server().kill(member.deadline());
            });
            member.linksServe(false);
            acts.roleChanged(node(), Role.STOPPED, null);
        });
    }

    /** Whether the test froze it and has not let it go on. */
    boolean isPaused() {
        return paused.get();
    }

    void kill() {
        takeDown(
                "kill",
                "",
                () -> member.managed()
                        .ifPresentOrElse(
                                agent -> agent.kill(member.deadline()), () -> server().kill(member.deadline())));
    }

    /** Does and records what leaves no process of it, whatever it was doing. */
    void takeDown(String verb, String detail, Runnable act) {
        acts.run(node(), verb, detail, () -> {
            observer().takingDown(node(), act);
            member.linksServe(false);
            acts.roleChanged(node(), Role.STOPPED, null);
            paused.set(false);
        });
    }

    void pause() {
        requireRunning("paused");
        acts.run(node(), "pause", "", () -> {
            signalAll(Signal.STOP);
            acts.roleChanged(node(), Role.UNRESPONSIVE, null);
            paused.set(true);
        });
    }

    private void signalAll(Signal signal) {
        member.managed().ifPresentOrElse(agent -> agent.signalAll(signal), () -> server().signalAll(signal));
    }

    void resume() {
        Undisturbed.run(() -> {
            acts.run(node(), "resume", "", () -> {
                signalAll(Signal.CONT);
                observer().changed(node());
                paused.set(false);
            });
            member.hasStarted();
        });
    }

    Paused pause(ProcessKind kind) {
        requireRunning("paused");
        return acts.run(node(), "pause", "its " + kind.title(), () -> {
            if (server().signal(kind, Signal.STOP) == 0) {
                throw new ReplicatedPostgresException("%s has no %s to pause. It has %s"
                        .formatted(node(), kind.title(), server().describeProcesses()));
            }
            Runnable mended = observer().strike(Strike.OTHER, List.of(node()), false);
            return new Paused(() -> acts.run(node(), "resume", "its " + kind.title(), () -> {
                server().signal(kind, Signal.CONT);
                mended.run();
            }));
        });
    }

    void promote(PromoteBy way, Duration deadline) {
        refuseManaged("promoted", ManagersWay.SWITCH_OVER);
        requireRunning("promoted");
        acts.run(node(), "promote", "by " + way, () -> {
            var timeline = new Promotion(member, deadline).by(way);
            if (timeline != null) {
                acts.promoted(node(), server().data().history(timeline));
            }
        });
    }

    void follow(Member upstream, boolean keepsSlot) {
        refuseManaged("told whom to follow", ManagersWay.SWITCH_OVER);
        Undisturbed.run(() -> followed(upstream, keepsSlot));
    }

    private void followed(Member upstream, boolean keepsSlot) {
        Optional<NodeRef> former = member.upstream();
        String detail = upstream.ref() + (keepsSlot ? ", the slot on its former upstream is kept" : "");
        acts.run(node(), "follow", detail, () -> {
            if (Feature.UPSTREAM_BY_RELOAD.isIn(member.version()) || !server().isRunning()) {
                observer().changed(node());
                new Repairs(member).follow(upstream);
            } else {
                // before 13 it restarts
                observer().takingDown(node(), () -> new Repairs(member).follow(upstream));
                observer().broughtUp(node());
            }
        });
        if (!keepsSlot) {
            new FormerSlot(cluster, member, acts).drop(former);
        }
    }

    RewindResult rewind(RewindPlan plan) {
        refuseManaged("rewound", ManagersWay.REWIND);
        return Undisturbed.get(() -> rewound(plan));
    }

    private RewindResult rewound(RewindPlan plan) {
        Member source = plan.source();
        Optional<NodeRef> former = member.upstream();
        RewindResult result = acts.run(
                node(),
                "rewind",
                words(plan),
                () -> new Repairs(member).rewind(plan, this::wakePrimary),
                RewindResult::told);
        SilentRewind.in(result, member, source).ifPresent(observer()::tell);
        new FormerSlot(cluster, member, acts).drop(former);
        return result;
    }

    private static String words(RewindPlan plan) {
        return "to %s%s".formatted(plan.source().ref(), plan.fromDirectory() ? ", from its directory" : "");
    }

    private void wakePrimary() {
        cluster.primaries().stream().findFirst().ifPresent(primary -> Repairs.wake(primary.member()));
    }

    RewindResult dryRunRewind(RewindPlan plan) {
        return acts.run(node(), "dry-run rewind", words(plan), () -> new Repairs(member).dryRun(plan));
    }

    void rebuildFrom(Member source) {
        refuseManaged("rebuilt", ManagersWay.COPY);
        Undisturbed.run(() -> {
            Optional<NodeRef> former = member.upstream();
            acts.run(node(), "rebuild", "from " + source.ref(), () -> new Repairs(member).rebuild(source));
            new FormerSlot(cluster, member, acts).drop(former);
        });
    }

    TakenBackup takeBackup(Node holder, Node source, String name) {
        return acts.run(
                node(),
                "take backup",
                "%s of %s".formatted(name, source),
                () -> new Backups(holder).take(source, name));
    }

    PointInTime recover(Node self, TakenBackup backup, RecoveryTarget target) {
        refuseManaged("recovered to a point in time", "Use a cluster without a failover manager.");
        new Repairs(member).requireStopped("recovered");
        return acts.run(node(), "recover", "from %s to %s".formatted(backup.name(), target), () -> {
            PointInTime done = new Recovering(self).to(backup, target);
            observer().broughtUp(node());
            if (done.role() == Role.PRIMARY) {
                acts.promoted(node(), server().data().history(done.timeline()));
            } else {
                acts.roleChanged(node(), Role.STANDBY, done.timeline());
            }
            return done;
        });
    }

    void rebuildIncrementally(Member source, TakenBackup since) {
        refuseManaged("rebuilt", ManagersWay.COPY);
        Undisturbed.run(() -> {
            Optional<NodeRef> former = member.upstream();
            acts.run(node(), "rebuild incrementally", "from %s since %s".formatted(source.ref(), since.name()), () -> {
                new Repairs(member).rebuildIncrementally(source, since);
            });
            new FormerSlot(cluster, member, acts).drop(former);
        });
    }

    void fence() {
        refuseManaged("fenced", ManagersWay.FENCE);
        acts.run(node(), "fence", "", () -> {
            observer().takingDown(node(), () -> server().kill(member.deadline()));
            member.linksServe(false);
            acts.roleChanged(node(), Role.STOPPED, null);
            paused.set(false);
            server().recovery().markStandby();
        });
    }

    void checkpoint() {
        acts.run(node(), "checkpoint", "", () -> onServer("CHECKPOINT"));
    }

    Lsn switchWal() {
        return acts.run(node(), "switch WAL", "", () -> lsn("SELECT pg_switch_wal()"));
    }

    Lsn createRestorePoint(String name) {
        return acts.run(node(), "create restore point", name, () -> {
            try (Sql sql = member.session()) {
                return named(
                        sql.one("SELECT pg_create_restore_point(?)", row -> Lsn.parse(row.getString(1)), name), sql);
            }
        });
    }

    Lsn writeWal(DataSize amount) {
        return acts.run(node(), "write WAL", amount.toString(), () -> {
            try (Sql sql = member.session()) {
                long messages = (amount.bytes() + MESSAGE_BYTES - 1) / MESSAGE_BYTES;
                sql.one(
                        "SELECT count(pg_logical_emit_message(false, 'replicated-postgres', repeat('x', %s))) FROM generate_series(1, %s)"
                                .formatted(MESSAGE_BYTES, messages),
                        row -> row.getLong(1));
                // a commit flushes what was written before it
                return named(
                        sql.one(
                                "SELECT pg_logical_emit_message(true, 'replicated-postgres', '')",
                                row -> Lsn.parse(row.getString(1))),
                        sql);
            }
        });
    }

    void configure(List<String> settings) {
        refuseManaged("configured", ManagersWay.CONFIGURE);
        acts.run(node(), "configure", String.join(", ", settings), () -> {
            member.conf().setAll(SettingText.parse(settings), "set while the test ran");
            member.applyConfiguration();
        });
    }

    void synchronousStandbys(String whom) {
        refuseManaged("told its synchronous standbys", ManagersWay.SYNCHRONOUS);
        SynchronousStandbys wanted = SynchronousStandbys.parse(whom);
        acts.run(node(), "synchronous standbys", wanted.toString(), () -> {
            Synchronous.refuse(cluster.node(node()), wanted);
            member.conf().set("synchronous_standby_names", wanted.value(), "set while the test ran");
            member.applyConfiguration();
            if (wanted.count() > 0) {
                Synchronous.await(member, wanted);
            }
        });
    }

    void createSlot(String name) {
        acts.run(node(), "create slot", name, () -> {
            member.look(catalog -> {
                catalog.ensureSlot(name);
                return true;
            });
        });
    }

    void dropSlot(String name) {
        acts.run(node(), "drop slot", name, () -> {
            try (Sql sql = member.session()) {
                sql.query("SELECT pg_drop_replication_slot(?)", row -> true, name);
            }
        });
    }

    Tool tool(String program) {
        return Tool.of(member, acts, program);
    }

    void awaitReplay(WalPosition position) {
        new Replay(member).await(position);
    }

    /** On which timeline it lies: on that of the primary that has named it, else on the history of the upstream. */
    WalPosition positionOf(Lsn lsn) {
        return cluster.positions().find(lsn).orElseGet(() -> {
            Member upstream = member.upstream()
                    .filter(other -> !cluster.isPrimary(node()))
                    .map(other -> cluster.node(other).member())
                    .orElse(member);
            return Reached.by(upstream).progress().history().at(lsn);
        });
    }

    private Lsn named(Lsn lsn, Sql sql) {
        ServerState state = member.catalog(sql).state();
        Timeline timeline = state.timeline();
        if (state.role() == Role.PRIMARY && timeline != null) {
            cluster.positions().named(lsn, timeline);
        }
        return lsn;
    }

    /** Only a primary has one. */
    WalPosition currentPosition() {
        try (Sql sql = member.session()) {
            Lsn lsn = named(member.catalog(sql).currentLsn(), sql);
            return cluster.positions()
                    .find(lsn)
                    .orElseThrow(() -> new ReplicatedPostgresException(
                            "%s does not say on which timeline it writes. Ask again.".formatted(node())));
        }
    }

    private void onServer(String statement) {
        try (Sql sql = member.session()) {
            sql.execute(statement);
        }
    }

    private Lsn lsn(String query) {
        try (Sql sql = member.session()) {
            return named(sql.one(query, row -> Lsn.parse(row.getString(1))), sql);
        }
    }

    private void requireRunning(String verb) {
        if (!server().isRunning()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be %s: it does not run. Use start().".formatted(node(), verb));
        }
    }
}
