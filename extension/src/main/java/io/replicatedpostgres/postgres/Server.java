package io.replicatedpostgres.postgres;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One PostgreSQL server on one host: started, stopped, killed, frozen, promoted. */
public final class Server {

    private static final int LOOKS_PER_PROCESS_TABLE = 50;

    private final Host host;
    private final PostgresBinaries binaries;
    private final DataDirectory data;
    private final RecoveryMode recovery;
    private final ServerLog log;

    /** The server of the node on this host. */
    public Server(Host host, PostgresBinaries binaries) {
        this.host = host;
        this.binaries = binaries;
        this.data = new DataDirectory(host);
        this.recovery = new RecoveryMode(host, binaries.version());
        this.log = new ServerLog(host);
    }

    /** Its data directory. */
    public DataDirectory data() {
        return data;
    }

    /** How its directory says that it recovers. */
    public RecoveryMode recovery() {
        return recovery;
    }

    /**
     * Writes its settings and {@code pg_hba.conf} anew, and leaves what it is marked as. What {@code ALTER SYSTEM} or a tool wrote
     * stays, but for whom to stream from.
     */
    public void configure(Configuration configuration) {
        var changes = new ArrayList<>(data.configured(configuration, host.clientAddresses()));
        changes.addAll(recovery.rewritten(configuration));
        host.change(changes);
    }

    /**
     * The changes that {@link #configure} makes, and the mark.
     *
     * @param standby whether the next start is a standby's
     */
    public List<FileChange> configured(Configuration configuration, boolean standby) {
        var changes = new ArrayList<>(data.configured(configuration, host.clientAddresses()));
        changes.addAll(recovery.configured(configuration, standby));
        return changes;
    }

    /** Its log. */
    public ServerLog log() {
        return log;
    }

    /** Whether a process of it runs. */
    public boolean isRunning() {
        return !host.processes().isEmpty();
    }

    /**
     * Starts it and waits until it answers queries: for a standby that is when it is consistent, which may need WAL from
     * its upstream.
     */
    public void start(Duration deadline) {
        LogMark mark = log.mark();
        Spawned postmaster = launch();
        awaitReady(postmaster, mark, deadline);
    }

    /** Starts it without waiting for anything. */
    public Spawned launch() {
        WalPlace.settle(host, data);
        return host.spawn(
                Command.of(binaries.path("postgres"), "-D", data.path(), "-p", String.valueOf(host.serverPort())),
                log.path());
    }

    /**
     * Lets a copy of its data directory recover to the end of its WAL and stop, by itself: in single-user mode, where no client can connect
     * and nothing is archived.
     *
     * @param directory the copy, of a server that was a primary
     */
    public Outcome recoverAlone(String directory, Duration deadline) {
        host.delete(directory + "/postmaster.pid");
        return host.run(Command.of(binaries.path("postgres"), "--single", "-D", directory, "postgres"), deadline);
    }

    /** Waits until a server that was launched answers queries. */
    public void awaitReady(Spawned postmaster, LogMark since, Duration deadline) {
        boolean ready = Await.orFail(host.node() + " did not start", deadline)
                .lookAt(() -> log.tail(since))
                .until("to be ready for queries", () -> isReady(postmaster), seen -> seen || !postmaster.isAlive());
        if (!ready && !isReady(postmaster)) {
            throw StartFailure.of(host.node(), binaries, log.since(since), log.tail(since));
        }
    }

    /**
     * Why a standby that was started will never stream and replay: it has ended, or says that its settings keep it from that. Empty if it
     * may still come.
     *
     * @param since where its log began when it was started
     */
    public Optional<ReplicatedPostgresException> whyItNeverComes(LogMark since) {
        List<String> lines = log.since(since);
        return isRunning()
                ? StartFailure.standby(host.node(), lines)
                : Optional.of(StartFailure.of(host.node(), binaries, lines, log.tail(since)));
    }

    private boolean isReady(Spawned postmaster) {
        return data.postmasterFile()
                .filter(file -> file.pid().orElse(0) == postmaster.pid())
                .flatMap(PostmasterFile::status)
                .filter("ready"::equals)
                .isPresent();
    }

    /** Whether it says of itself that it takes connections; a killed server goes on saying so. */
    public boolean saysReady() {
        return data.postmasterFile()
                .flatMap(PostmasterFile::status)
                .filter("ready"::equals)
                .isPresent();
    }

    /**
     * Stops it and waits until no process of it is left.
     *
     * @throws DeadlineException naming the processes that are still there
     */
    public void stop(StopMode mode, Duration deadline) {
        stop(mode, deadline, () -> false);
    }

    /**
     * The same, and it also returns as soon as nothing but the shipping of WAL is left to be done and something holds: a
     * walsender behind a link that is cut waits for its standby until {@code wal_sender_timeout}.
     *
     * @param enough asked once in a while when the shutdown checkpoint is written and only walsenders are left
     */
    public void stop(StopMode mode, Duration deadline, BooleanSupplier enough) {
        if (!isRunning()) {
            return;
        }
        signalPostmaster(
                switch (mode) {
                    case SMART -> Signal.TERM;
                    case FAST -> Signal.INT;
                    case IMMEDIATE -> Signal.QUIT;
                });
        var looks = new AtomicInteger(1);
        Await.orFail("%s did not stop (%s)".formatted(host.node(), mode), deadline)
                .lookAt(this::whereToLook)
                .until(
                        "no process",
                        () -> {
                            int look = looks.getAndIncrement();
                            return isGone(look)
                                    || (look % LOOKS_PER_PROCESS_TABLE == 0 && onlyShips() && enough.getAsBoolean());
                        },
                        this::describeProcesses);
    }

    /** Since 18 the checkpointer stays until the last walsender has gone. */
    private boolean onlyShips() {
        List<ServerProcess> left = host.processes();
        return left.stream().anyMatch(process -> process.isKind("walsender"))
                && left.stream()
                        .allMatch(process -> process.isPostmaster()
                                || process.isKind("walsender")
                                || process.isKind("checkpointer"));
    }

    /**
     * To look for processes costs more than to look for the postmaster's file, which it removes last; one that was killed
     * meanwhile leaves it.
     */
    private boolean isGone(int look) {
        boolean looksForProcesses =
                look % LOOKS_PER_PROCESS_TABLE == 0 || data.postmasterFile().isEmpty();
        return looksForProcesses && !isRunning();
    }

    /** Kills every process of it and returns when all are gone, archive commands and frozen ones included. */
    public void kill(Duration deadline) {
        kill(host::processes, deadline);
    }

    /** The same with all others that work in its place, such as the agent of a failover manager. */
    public void killWithAll(Duration deadline) {
        kill(host::allProcesses, deadline);
    }

    private void kill(Supplier<List<ServerProcess>> which, Duration deadline) {
        Await.orFail(host.node() + " was not killed", deadline)
                .until(
                        "no process",
                        () -> {
                            List<ServerProcess> left = which.get();
                            host.signal(Signal.KILL, left);
                            return left.isEmpty();
                        },
                        this::describeProcesses);
    }

    /** Freezes every process of it, or thaws them. */
    public void signalAll(Signal signal) {
        host.signal(signal, host.processes());
    }

    /**
     * Whether one of its processes is frozen ({@code SIGSTOP}): it may answer no query then, however long one waits. Linux tells
     * it in {@code /proc}; where that is not there, nothing is known and the answer is no.
     */
    public boolean isFrozen(Duration deadline) {
        String[] stats = host.processes().stream()
                .map(process -> "/proc/%s/stat".formatted(process.pid()))
                .toArray(String[]::new);
        return stats.length > 0
                && host.run(Command.of("cat").with(stats), deadline)
                        .output()
                        .lines()
                        .anyMatch(Server::isFrozen);
    }

    /** The state stands behind the name, which may hold anything. Source: proc(5). */
    private static boolean isFrozen(String stat) {
        return stat.matches(".*\\) [Tt] .*");
    }

    /** Makes it read its configuration again. */
    public void reload() {
        signalPostmaster(Signal.HUP);
    }

    /** The same for a postmaster that was launched just now: no question who it is. */
    public void reload(Spawned postmaster) {
        host.signal(Signal.HUP, List.of(new ServerProcess(postmaster.pid(), "")));
    }

    /** Sends a signal to the processes of one kind and returns how many there were. */
    public int signal(ProcessKind kind, Signal signal) {
        List<ServerProcess> processes = processes(kind.title());
        host.signal(signal, processes);
        return processes.size();
    }

    /** The processes of one kind, as PostgreSQL titles them: {@code walreceiver}, {@code checkpointer}. */
    public List<ServerProcess> processes(String kind) {
        return host.processes().stream().filter(process -> process.isKind(kind)).toList();
    }

    /** How a standby is promoted where nothing else is asked for. */
    public PromoteBy usualPromotion() {
        return Feature.PROMOTE_BY_SQL.isIn(binaries.version()) ? PromoteBy.SQL : PromoteBy.PG_CTL;
    }

    /** Tells a standby to become a primary; does not wait for it. */
    public void requestPromotion(PromoteBy way, Sql session, Duration deadline) {
        switch (way) {
            case SQL -> {
                Feature.PROMOTE_BY_SQL.require(
                        binaries.version(),
                        "%s cannot be promoted by SQL".formatted(host.node()),
                        "Use PG_CTL or TRIGGER_FILE");
                session.one("SELECT pg_promote(false)", row -> row.getBoolean(1));
            }
            case PG_CTL -> pgCtlPromote(deadline);
            case TRIGGER_FILE -> {
                Feature.TRIGGER_FILE.require(
                        binaries.version(),
                        "%s cannot be promoted by TRIGGER_FILE".formatted(host.node()),
                        "Use SQL or PG_CTL");
                host.write(TriggerFile.path(host.home()), new byte[0]);
                reload();
            }
        }
    }

    private void pgCtlPromote(Duration deadline) {
        Outcome outcome = host.run(Command.of(binaries.path("pg_ctl"), "promote", "-W", "-D", data.path()), deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("pg_ctl promote failed on %s: %s"
                    .formatted(host.node(), outcome.output().strip()));
        }
    }

    private void signalPostmaster(Signal signal) {
        long postmaster = data.postmasterFile()
                .map(PostmasterFile::pid)
                .orElse(OptionalLong.empty())
                .orElse(0);
        host.signal(
                signal,
                host.processes().stream()
                        .filter(process -> process.pid() == postmaster)
                        .toList());
    }

    /** What its processes do, for a message. */
    public String describeProcesses() {
        return host.processes().stream().map(ServerProcess::role).collect(Collectors.joining(", "));
    }

    private String whereToLook() {
        return "Log: " + log.path();
    }
}
