package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.await.Interruptible;
import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.Lag;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.ControlData;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One server of a cluster: an identity that never changes, whatever role it plays. A test that promotes keeps its nodes in
 * variables.
 *
 * <p>Each verb returns when it is done, or fails at its deadline ({@code timeout} of the spec unless said otherwise) with
 * a {@link io.replicatedpostgres.model.DeadlineException} that names what it waited for. Verbs and questions of the
 * harness go past all links; statements of the test go through the link of the clients.
 */
public final class Node implements Identified {

    private static final DataSize WRITTEN_MAX = DataSize.megabytes(16 * 1024L);

    private final Cluster cluster;
    private final Member member;
    private final NodeVerbs verbs;
    private final NodeClient client;
    private final Acts acts;

    Node(Cluster cluster, Member member, Acts acts) {
        this.cluster = cluster;
        this.member = member;
        this.verbs = new NodeVerbs(cluster, member, acts);
        this.client = new NodeClient(member);
        this.acts = acts;
    }

    /** Its identity. */
    @Override
    public NodeRef ref() {
        return member.ref();
    }

    /** Its name. */
    public String name() {
        return member.ref().name();
    }

    /** The cluster it belongs to. */
    public Cluster cluster() {
        return cluster;
    }

    Member member() {
        return member;
    }

    NodeVerbs verbs() {
        return verbs;
    }

    // ---- what is done to it

    /** Starts it and returns when it answers queries; a standby may need WAL from its upstream for that. */
    public void start() {
        verbs.start(member.deadline());
    }

    /** Starts it with a deadline of its own. */
    public void start(Duration deadline) {
        verbs.start(Given.time("deadline", deadline));
    }

    /** {@code stop(FAST)}. */
    public void stop() {
        stop(StopMode.FAST);
    }

    /** Stops it and returns when no process of it is left; nothing if none runs. */
    public void stop(StopMode mode) {
        stop(mode, member.deadline());
    }

    /** Stops it with a deadline of its own. */
    public void stop(StopMode mode, Duration deadline) {
        Given.value("mode", mode);
        verbs.stop(mode, Given.time("deadline", deadline));
    }

    /** {@code SIGKILL} to every process of it; returns when all are gone. The kernel keeps what they had written: see {@link #cutPower()}. */
    public void kill() {
        verbs.kill();
    }

    /**
     * Cuts the power of its machine: every process of it is gone, and so is all that was not synced to its disk. {@link #kill()} loses
     * nothing that the kernel holds. Its server is down afterwards, whether it ran or not, and {@link #start()} recovers it.
     *
     * <p>The node must have a disk of its own: {@code @ReplicatedPostgres(disk = "ext4")}. Its log is kept, as a log server would keep it, and a
     * {@code postmaster.pid} without content is removed, as an operator would do. What the kernel had written back by itself before the cut survives, synced or not.
     *
     * @throws ReplicatedPostgresException if it has no disk of its own
     */
    public void cutPower() {
        cluster.cutPower(this);
    }

    /** Freezes every process of it ({@code SIGSTOP}); the kernel goes on accepting connections for it. */
    public void pause() {
        verbs.pause();
    }

    /** Thaws every process of it. */
    public void resume() {
        verbs.resume();
    }

    /** Freezes its processes of one kind until the result is closed. */
    public Paused pause(ProcessKind kind) {
        Given.value("kind", kind);
        return verbs.pause(kind);
    }

    /** {@code stop(FAST)} and {@code start()}. */
    public void restart() {
        restart(StopMode.FAST);
    }

    /** Stops it in this mode and starts it. */
    public void restart(StopMode mode) {
        Given.value("mode", mode);
        Undisturbed.run(() -> {
            stop(mode);
            start();
        });
    }

    /** {@code promote(SQL)}; in PostgreSQL 11, which has no {@code pg_promote()}, {@code promote(PG_CTL)}. */
    public void promote() {
        promote(member.server().usualPromotion());
    }

    /**
     * Makes a standby a primary and returns when it takes writes. Its {@code synchronous_standby_names} are empty then,
     * whatever the old primary had: it has no standbys yet, and would wait for ever on its first write. See {@link
     * #synchronousStandbys(String)}.
     */
    public void promote(PromoteBy way) {
        Given.value("way", way);
        verbs.promote(way, member.deadline());
    }

    /** Promotes it with a deadline of its own. */
    public void promote(PromoteBy way, Duration deadline) {
        Given.value("way", way);
        verbs.promote(way, Given.time("deadline", deadline));
    }

    /**
     * Makes it stream from another node, through a slot that is made there. It must be a standby, or stopped without WAL
     * that the other lacks: after a stop of the old primary that had shipped everything. It is not started.
     *
     * <p>Its slot on the node that it streamed from before is dropped, at once or as soon as that node answers again: nothing
     * would stream through it any more, and it would keep WAL for ever. A slot that the spec names stays.
     */
    public void follow(Node upstream) {
        Given.value("upstream", upstream);
        requireSameCluster("follow", upstream);
        verbs.follow(upstream.member, false);
    }

    /** The same, and its slot on the node that it streamed from before stays: it keeps WAL there from now on. */
    public void followKeepingSlot(Node upstream) {
        Given.value("upstream", upstream);
        requireSameCluster("follow", upstream);
        verbs.follow(upstream.member, true);
    }

    /**
     * {@code pg_rewind} with every remedy: throws away what this stopped node has written past the fork, takes what the
     * source has, and makes it a standby of the source. It is not started.
     */
    public RewindResult rewindTo(Node source) {
        Given.value("source", source);
        return rewinding(source).run();
    }

    /** {@code pg_rewind} without some of the remedies, to see what becomes of it. */
    public RewindResult rewindWithout(Node source, Remedy first, Remedy... others) {
        Given.value("source", source);
        Given.value("first", first);
        Given.each("others", others);
        return rewinding(source).without(first, others).run();
    }

    /**
     * A rewind of this stopped node to another one, as it is to be done: dry, from a directory, with a role of few rights,
     * with a preflight before it and a proof after it.
     */
    public Rewinding rewinding(Node source) {
        Given.value("source", source);
        return Rewinding.of(this, source);
    }

    /**
     * What {@code rewindTo} this source would do, and why it would not work; nothing is touched. The source may be a node of
     * another cluster: that is found out.
     */
    public RewindPreflight preflightRewindTo(Node source) {
        Given.value("source", source);
        return rewinding(source).preflight();
    }

    /** The same for {@link #rewindWithout}: what plain {@code pg_rewind} would do without some of the remedies. */
    public RewindPreflight preflightRewindWithout(Node source, Remedy first, Remedy... others) {
        Given.value("source", source);
        Given.value("first", first);
        Given.each("others", others);
        return rewinding(source).without(first, others).preflight();
    }

    /**
     * What a rewind of this stopped node to a source would throw away: rows of transactions that committed past the fork, also
     * where they were written before it, a row once per change; and whatever else goes.
     *
     * @throws ReplicatedPostgresException if the two have not diverged, or the WAL past the fork is not there any more
     */
    public RewindLoss lossOfRewindTo(Node source) {
        Given.value("source", source);
        return new Losses(member, source.member).count();
    }

    /** Replaces its data directory by a base backup of the source and makes it its standby. It is not started. */
    public void rebuildFrom(Node source) {
        Given.value("source", source);
        requireSameCluster("be rebuilt from", source);
        verbs.rebuildFrom(source.member);
    }

    /**
     * Takes a base backup of a running node, through the link, and keeps it beside this one, running or not.
     *
     * @param name up to 40 lower-case letters, digits, - and _; once per node
     */
    public TakenBackup takeBackupOf(Node source, String name) {
        Given.value("source", source);
        Given.value("name", name);
        requireSameCluster("take a backup of", source);
        return verbs.takeBackup(this, source, name);
    }

    /**
     * Replaces the data directory of this stopped node by a kept backup, starts it, and recovers it to a target, with the WAL
     * of the shared archive or of that of the node the backup was taken from. It does not archive itself afterwards, and has no
     * upstream: {@link #rebuildFrom} makes it a standby again. A promoted one is a second primary of this cluster.
     *
     * @throws ReplicatedPostgresException if it runs, or the target was not reached; only a rebuild helps then
     * @throws io.replicatedpostgres.model.SpecException if the cluster has no archive
     */
    public PointInTime recoverTo(RecoveryTarget target, TakenBackup from) {
        return verbs.recover(this, from, target);
    }

    /** {@code pg_create_restore_point}: a name to recover to. Returns its position. */
    public Lsn createRestorePoint(String name) {
        Given.value("name", name);
        return verbs.createRestorePoint(name);
    }

    /**
     * As {@link #rebuildFrom}, with no more than what has changed since a backup that is kept beside this node. PostgreSQL 17
     * and later; the source needs {@code summarize_wal = on} since before that backup. It is not started.
     *
     * @throws io.replicatedpostgres.model.SpecException if this version has no incremental backups
     */
    public IncrementalRebuild rebuildIncrementallyFrom(Node source, TakenBackup since) {
        Given.value("source", source);
        Given.value("since", since);
        requireSameCluster("be rebuilt from", source);
        long began = System.nanoTime();
        verbs.rebuildIncrementally(source.member, since);
        return new IncrementalRebuild(this, source, since, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Nodes of two clusters may have one name: the link to that name leads to one's own. */
    private void requireSameCluster(String verb, Node other) {
        if (other.cluster != cluster) {
            throw new ReplicatedPostgresException(
                    "%s cannot %s %s: that is a node of another cluster (%s). Name one of this cluster: %s."
                            .formatted(this, verb, other, other.cluster, cluster.nodes()));
        }
    }

    /** Kills it and sees to it that no start can bring it back as a primary: it would come up read-only. */
    public void fence() {
        verbs.fence();
    }

    /** {@code CHECKPOINT}. */
    public void checkpoint() {
        verbs.checkpoint();
    }

    /** {@code pg_switch_wal()}: the rest of the current segment stays unused. Returns the end of what was written. */
    public Lsn switchWal() {
        return verbs.switchWal();
    }

    /** Writes at least this much WAL, in messages that no table shows. Returns the position after it. */
    public Lsn writeWal(DataSize amount) {
        if (Given.value("amount", amount).compareTo(WRITTEN_MAX) > 0) {
            throw SpecException.of(
                    "amount = " + amount,
                    "that much WAL is not written within any deadline: at most %s".formatted(WRITTEN_MAX),
                    "Write for example DataSize.megabytes(64)");
        }
        return verbs.writeWal(amount);
    }

    /** Changes settings, each {@code name = value}, and reloads; those that need a restart wait for one. */
    public void configure(String... settings) {
        Given.each("settings", settings);
        verbs.configure(Arrays.asList(settings));
    }

    /**
     * Sets whom its commits wait for, in PostgreSQL's syntax ({@code FIRST 1 (node-1)}, {@code none}); returns when as many
     * standbys are synchronous as a commit waits for.
     *
     * @throws io.replicatedpostgres.model.SpecException if commits would wait for ever: a name that is no standby's, or more
     *     standbys than stream from this node; nothing is changed then
     * @throws io.replicatedpostgres.model.DeadlineException if they do not become synchronous in time
     */
    public void synchronousStandbys(String whom) {
        Given.value("whom", whom);
        verbs.synchronousStandbys(whom);
    }

    /** Makes a physical slot that keeps WAL from now on; nothing if there is one of that name. */
    public void createSlot(String name) {
        verbs.createSlot(Given.slotName("name", name));
    }

    /** Drops a slot. */
    public void dropSlot(String name) {
        Given.value("name", name);
        verbs.dropSlot(name);
    }

    /** Its logical slots: made, read, and kept on standbys (17 and later). */
    public LogicalSlots logicalSlots() {
        return new LogicalSlots(cluster, member, acts);
    }

    /**
     * Waits until it has replayed up to a position, on that position's timeline. An LSN alone does not say on which timeline it
     * lies: one that a primary of this cluster has named ({@link #currentLsn()}, {@link #switchWal()}, {@link #writeWal}, {@link
     * #createRestorePoint}, {@link #state()}) lies on the timeline that this primary was on; any other is taken to lie on the
     * history of the upstream of this node. See {@link #awaitReplay(WalPosition)}.
     *
     * @throws ReplicatedPostgresException at once if this node will never replay it: it has gone on along another timeline
     */
    public void awaitReplay(Lsn position) {
        Given.value("position", position);
        verbs.awaitReplay(verbs.positionOf(position));
    }

    /**
     * Waits until it has replayed up to a position: that lies on the history of this node, and not past what it has replayed. A
     * higher position on another timeline is none.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if it did not within the deadline of the spec
     * @throws ReplicatedPostgresException at once if it will never replay it: it left that timeline before, and has gone on
     */
    public void awaitReplay(WalPosition position) {
        Given.value("position", position);
        verbs.awaitReplay(position);
    }

    /**
     * Waits until no process of it is left: of a server that ends by itself, by a fault, or by a tool.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if one still runs at the deadline of the spec
     */
    public void awaitStopped() {
        Await.orFail(this + " did not end", member.deadline())
                .lookAt(member::whereToLook)
                .until("no process of it", () -> member.server().describeProcesses(), seen -> !isRunning());
    }

    /**
     * Waits until a session of it waits for a synchronous standby ({@code wait_event} {@code SyncRep}): its commit is done here, and
     * its client has not heard of it.
     *
     * @return the process of one that waits, as {@code pg_stat_activity} has it
     * @throws io.replicatedpostgres.model.DeadlineException if none does at the deadline of the spec
     */
    public long awaitSyncRepWait() {
        try (var sql = member.session()) {
            return Await.orFail("no session of %s came to wait for a standby".formatted(this), member.deadline())
                    .lookAt(member::whereToLook)
                    .until(
                            "wait_event SyncRep",
                            () -> sql.query(
                                    "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' ORDER BY pid",
                                    row -> row.getLong(1)),
                            waiting -> !waiting.isEmpty())
                    .get(0);
        }
    }

    /** Waits until it streams from another node, as both see it: see {@link #whyNotStreamingFrom}. */
    public void awaitStreamingFrom(Node upstream) {
        Given.value("upstream", upstream);
        requireSameCluster("stream from", upstream);
        if (upstream == this) {
            throw new ReplicatedPostgresException("%s cannot stream from itself. Name its upstream.".formatted(this));
        }
        Interruptible.get(
                () -> {
                    Streaming.await(upstream.member, member);
                    return true;
                },
                e -> new ReplicatedPostgresException(
                        "interrupted: %s did not stream from %s yet".formatted(this, upstream), e));
    }

    // ---- what it says

    /**
     * Its role, timeline and positions at a glance; never fails and never waits longer than a second. A server that is slower is
     * unresponsive here, though it may be well.
     */
    public ServerState state() {
        return cluster.positions().named(member.state());
    }

    /** The same; a server that takes connections and is slow to answer is waited for until the deadline of the spec. */
    public ServerState awaitState() {
        return cluster.positions().named(member.patientState());
    }

    /**
     * How far it has come, and along which timelines: what a primary has written, what a standby has replayed, and where the WAL
     * on disk ends of a node that does not answer. This can be compared with that of another node; a bare LSN cannot.
     *
     * @throws ReplicatedPostgresException if neither the server nor its control file says it
     */
    public WalProgress progress() {
        return Reached.by(member).progress();
    }

    /** Whether it answers, and has replayed up to a position on that position's timeline; a primary has what it has written. */
    public boolean hasReplayed(WalPosition position) {
        Given.value("position", position);
        return whyNotReplayed(position).isEmpty();
    }

    /**
     * Why it is not known to have replayed up to a position: it is not there yet, it went on along another timeline, or it does
     * not answer; empty if it has.
     */
    public Optional<String> whyNotReplayed(WalPosition position) {
        Given.value("position", position);
        return new Replay(member).whyNot(member.patientState(), position);
    }

    /** Whether a process of it runs, frozen or not. */
    public boolean isRunning() {
        return member.server().isRunning();
    }

    /**
     * Whether no process of it runs and the test has not brought that about: no verb has stopped or killed it since it ran, and no
     * fault or damage holds that a server may end of.
     */
    public boolean hasEndedByItself() {
        return !isRunning() && !cluster.observer().isDownOnPurpose(ref());
    }

    /** Whether it runs and is out of recovery. */
    public boolean isPrimary() {
        return cluster.isPrimary(ref());
    }

    /** Whether it runs and is in recovery. */
    public boolean isStandby() {
        return member.patientState().role() == ServerState.Role.STANDBY;
    }

    /** The end of its WAL: {@code pg_current_wal_lsn()}; only of a primary. */
    public Lsn currentLsn() {
        return currentPosition().lsn();
    }

    /** The same with the timeline it writes: what another node can be asked for, {@link #hasReplayed(WalPosition)}. */
    public WalPosition currentPosition() {
        return verbs.currentPosition();
    }

    /** Its standbys, as it sees them. */
    public List<StandbyState> standbys() {
        return member.look(catalog -> catalog.standbys());
    }

    /** Its upstream, as it sees it; empty without a walreceiver. */
    public Optional<ReceiverState> receiver() {
        return member.look(catalog -> catalog.receiver());
    }

    /**
     * Why it does not stream from another node, in words; empty if it does. Its walreceiver must say that it streams, be connected
     * to that node and to no other, and use the slot that the node's walsender of its name holds. A dead link looks like a whole
     * one for a while, from both sides.
     *
     * @throws io.replicatedpostgres.model.SqlException if one of the two cannot be asked
     */
    public Optional<String> whyNotStreamingFrom(Node upstream) {
        Given.value("upstream", upstream);
        requireSameCluster("stream from", upstream);
        return Streaming.whyNot(member, upstream.member);
    }

    /**
     * How far this standby is behind the primary of its cluster, also through a cascade: bytes of WAL, and time.
     *
     * @throws ReplicatedPostgresException if it is a primary, if not exactly one other node is, if one of the two does not answer,
     *     or if it has gone on along another timeline, so that there is no distance
     */
    public Lag lag() {
        return lagBehind(cluster.primary());
    }

    /**
     * How far this standby is behind another node, its upstream in a cascade for one: what that one has written, or replayed if
     * it is a standby itself.
     *
     * @throws ReplicatedPostgresException as {@link #lag()}
     */
    public Lag lagBehind(Node other) {
        Given.value("other", other);
        requireSameCluster("be behind", other);
        if (other == this) {
            throw new ReplicatedPostgresException(
                    "%s is behind no other node: it is asked for its lag behind itself. Ask a standby."
                            .formatted(this));
        }
        return new Lagging(member, other.member).measure();
    }

    /** Its replication slots. */
    public List<SlotState> slots() {
        return member.look(catalog -> catalog.slots());
    }

    /**
     * One of its replication slots.
     *
     * @throws ReplicatedPostgresException if there is none of that name
     */
    public SlotState slot(String name) {
        List<SlotState> slots = slots();
        return slots.stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s has no slot '%s'; it has %s".formatted(ref(), name, slots)));
    }

    /** Its databases, templates aside. */
    public List<String> databases() {
        return member.look(catalog -> catalog.databases());
    }

    /**
     * What it shares with the nodes of its cluster and with no other system, as {@code pg_control_system()} has it; works while
     * it is stopped too.
     */
    public String systemIdentifier() {
        return ControlData.read(member.host()).systemIdentifier();
    }

    /** The timelines it has come along, from its history files; works while it is stopped too. */
    public TimelineHistory history() {
        var timeline = member.patientState().timeline();
        return timeline == null
                ? new Repairs(member).history()
                : member.server().data().history(timeline);
    }

    /** Whether both have WAL past the point where their histories parted. */
    public Optional<Divergence> divergenceFrom(Node other) {
        Given.value("other", other);
        return Divergence.between(member, other.member);
    }

    /** What it holds: rows, sequences, large objects, schema, roles and settings. Reading it can write WAL: look at positions first. */
    public Contents contents() {
        return Contents.of(member);
    }

    /**
     * Compares it with another running node: the timelines both have come along, what they hold (see {@link Contents}), and, where they can
     * look, {@code pg_amcheck} (14 and later; it makes the extension {@code amcheck}) and data checksums. A standby catches up
     * first; no client may write meanwhile.
     *
     * <p>Two primaries are never equal: each writes a history of its own.
     *
     * @throws ReplicatedPostgresException if one of them does not answer, the other is of another cluster, or it is this one
     */
    public ConvergenceProof compareWith(Node other) {
        Given.value("other", other);
        requireSameCluster("be compared with", other);
        return new Proving(this, other).run();
    }

    /** Its server log. */
    public NodeLog log() {
        return new NodeLog(member);
    }

    /** The names of the files in its archive, sorted; none without an archive. */
    public List<String> archivedFiles() {
        return member.archive().map(archive -> archive.files()).orElse(List.of());
    }

    /** The path of its data directory on its host. */
    public String dataDirectory() {
        return member.server().data().path();
    }

    /**
     * A file of its data directory as text, its server running or not.
     *
     * @param name relative to the data directory, for example {@code postgresql.auto.conf}
     */
    public String readFile(String name) {
        String path = dataDirectory() + "/" + Given.text("name", name, "postgresql.auto.conf");
        try {
            return new String(member.host().read(path), StandardCharsets.UTF_8);
        } catch (UncheckedIOException e) {
            throw new ReplicatedPostgresException(
                    "%s. Name a file that is there, for example postgresql.auto.conf.".formatted(e.getMessage()), e);
        }
    }

    /**
     * Whether its next start is a standby's: its data directory has a {@code standby.signal}, or in PostgreSQL 11 a {@code recovery.conf}
     * with {@code standby_mode}.
     */
    public boolean isMarkedStandby() {
        return member.server().recovery().isMarkedStandby();
    }

    /** Whether there is such a file or directory in its data directory. */
    public boolean hasFile(String name) {
        return member.host().exists(dataDirectory() + "/" + Given.text("name", name, "standby.signal"));
    }

    /** The files of its data directory, to read, write, touch and remove, its server running or not. */
    public NodeFiles files() {
        return new NodeFiles(member, acts, dataDirectory());
    }

    /**
     * The files of its archive: one of them can be removed, cut or patched. A shared archive is that of all nodes.
     *
     * @throws io.replicatedpostgres.model.SpecException if the cluster has no archive
     */
    public NodeFiles archive() {
        return new NodeFiles(
                member,
                acts,
                member.archive()
                        .orElseThrow(() -> SpecException.of(
                                "archive of %s".formatted(this),
                                "the cluster has none",
                                "Ask for archive = PER_NODE or SHARED"))
                        .directory());
    }

    /**
     * Gives a volume of this node another size while its server runs: more room where it is full.
     *
     * @param volume one that {@code VolumeFaults.small} made
     * @param size not less than what lies on it
     * @throws ReplicatedPostgresException if that part of its files lies on no volume of its own, or does not fit
     */
    public void resizeVolume(Volume volume, DataSize size) {
        Given.value("size", size);
        Given.value("volume", volume);
        acts.run(ref(), "resize volume", "%s to %s".formatted(volume, size), () -> {
            volume.resize(new NodeFaultTarget(this), size);
        });
    }

    /**
     * Whether a program of PostgreSQL is there to be run by {@link #tool}: embedded binaries lack most, and those of another
     * installation of the same major version on the machine count. Of other programs it is not known, and the answer is yes.
     */
    public boolean hasTool(String program) {
        return member.provisioned().binaries().has(Given.text("program", program, "psql"));
    }

    /**
     * A program to run on the host of this node, to its end or {@linkplain Tool#start() in the background}: one of PostgreSQL by its
     * name, any other by its path.
     */
    public Tool tool(String program) {
        Given.value("program", program);
        return verbs.tool(program);
    }

    /** How a tool on this node's host reaches another node of its cluster, through the link: {@code host=… port=…}. */
    public String connectionTo(Node other) {
        Given.value("other", other);
        requireSameCluster("reach", other);
        var endpoint = member.towards(other.ref(), null).endpoint();
        return "host=%s port=%s".formatted(endpoint.host(), endpoint.port());
    }

    /**
     * The first column of all rows, as text, asked past all links: what a node holds though no client reaches it. Reading
     * tables can write WAL, on a primary.
     */
    public List<@Nullable String> queryPastLinks(String query, @Nullable Object... parameters) {
        Given.value("query", query);
        Given.value("parameters", parameters);
        try (var sql = member.session()) {
            return sql.query(query, row -> row.getString(1), parameters);
        }
    }

    // ---- what the test's clients do

    /** Runs statements in the database {@code postgres}, as a client of the test would. */
    public void execute(String statements) {
        Given.value("statements", statements);
        client.execute("postgres", statements);
    }

    /** Runs statements in a database. */
    public void executeIn(String database, String statements) {
        Given.value("database", database);
        Given.value("statements", statements);
        client.execute(database, statements);
    }

    /** The first column of all rows, as text. */
    public List<@Nullable String> query(String query, @Nullable Object... parameters) {
        Given.value("query", query);
        Given.value("parameters", parameters);
        return client.query("postgres", query, parameters);
    }

    /** The first column of all rows of a query in a database, as text. */
    public List<@Nullable String> queryIn(String database, String query, @Nullable Object... parameters) {
        Given.value("database", database);
        Given.value("query", query);
        Given.value("parameters", parameters);
        return client.query(database, query, parameters);
    }

    /** {@code CREATE DATABASE}. */
    public void createDatabase(String name) {
        Given.identifier("name", name);
        client.execute("postgres", "CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
    }

    /** Connections to this node and no other, through the link of the clients, as superuser; not pooled. */
    public DataSource dataSource() {
        return client.dataSource();
    }

    /** The JDBC URL of this node, through the link of the clients; without user and password. */
    public String jdbcUrl() {
        return client.jdbcUrl();
    }

    /** Its name. */
    @Override
    public String toString() {
        return name();
    }
}
