package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.topology.Capability;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue: everything that can be made to go wrong. What heals is a {@link Fault}, what does not is a {@link Damage}
 * and names its {@link Repair}. {@code docs/faults.md} is generated from here.
 */
public enum FaultKind {
    /** Nodes that cannot talk to other nodes, both ways; clients still reach them unless said otherwise. */
    PARTITION(Group.NETWORK, "nodes that cannot talk to each other", "both sides log a replication timeout"),
    /** What one node sends does not arrive at another one; the way back is open. */
    ONE_WAY(
            Group.NETWORK,
            "one direction between two nodes, or a node and CLIENTS, is dead",
            "walreceiver times out before the walsender"),
    /** The test's clients cannot reach a node; the other nodes can. */
    CLIENTS_CUT(Group.NETWORK, "clients cannot reach a node, nodes can", "08001 for clients, state streaming"),
    /** What one node sends arrives late. */
    LATENCY(Group.NETWORK, "what one node, or CLIENTS, sends arrives late", "a synchronous commit takes as long"),
    /** The bytes of one node arrive slowly. */
    BANDWIDTH(Group.NETWORK, "what one node, or CLIENTS, sends arrives slowly", "sent_lsn runs ahead of replay_lsn"),
    /** The bytes of one node arrive in small pieces. */
    SLICED(Group.NETWORK, "what one node, or CLIENTS, sends arrives in pieces", "no protocol error, state streaming"),
    /** Connections die after so many bytes. */
    LIMITED(Group.NETWORK, "connections die after so many bytes", "a new walreceiver, and no record lost"),
    /** Another network fault that comes and goes. */
    FLAPPING(Group.NETWORK, "another network fault that comes and goes", "walreceivers come and go"),
    /** Packets of a server are lost, some or all: TCP itself sends them again, and gives up. */
    PACKETS_LOST(
            Group.NETWORK,
            "packets to and from a server are lost, so many of a hundred",
            "the walsender's Connection timed out, by tcp_user_timeout",
            null,
            Capability.FIREWALL),
    /** Packets are doubled, reordered or changed: no runtime offers it yet. */
    PACKETS(
            Group.NETWORK,
            "packets are doubled, reordered or changed",
            "retransmits of TCP itself",
            null,
            Capability.PACKETS),

    /** Every process of a server is killed at once. */
    KILLED(
            Group.PROCESS,
            "SIGKILL to every process of a server",
            "database system was not properly shut down; automatic recovery in progress",
            Repair.START),
    /** The postmaster alone is killed; its children go on for a while, and commit. */
    POSTMASTER_KILLED(
            Group.PROCESS,
            "SIGKILL to the postmaster alone",
            "a session that is open still commits; a new one is refused",
            Repair.KILL_AND_START),
    /** One client's backend is killed: the server restarts all of them. */
    BACKEND_KILLED(
            Group.PROCESS,
            "SIGKILL to one client's backend",
            "was terminated by signal 9: Killed; terminating any other active server processes",
            Repair.NONE),
    /** An immediate stop: no checkpoint, no farewell. */
    IMMEDIATE_STOP(
            Group.PROCESS,
            "pg_ctl stop -m immediate",
            "received immediate shutdown request; then automatic recovery",
            Repair.START),
    /** The power of a machine is cut: what was not synced is gone. */
    POWER_CUT(
            Group.PROCESS,
            "the power of a server's machine is cut",
            "what was not synced is gone; database system was not properly shut down; automatic recovery in progress",
            Repair.START,
            Capability.DISK),
    /** Every process of a server is frozen. */
    FROZEN(Group.PROCESS, "SIGSTOP to every process of a server", "it answers no query, and all of them when thawed"),
    /** The processes of one kind are frozen. */
    PROCESS_FROZEN(
            Group.PROCESS,
            "SIGSTOP to the processes of one kind",
            "for each kind what it does stands still, then goes on"),
    /** The backend of one client is frozen. */
    BACKEND_FROZEN(Group.PROCESS, "SIGSTOP to one client's backend", "its statement ends when it is thawed"),
    /** A server that is killed again each time it has come up. */
    CRASH_LOOP(
            Group.PROCESS,
            "a server that is killed each time it has come up",
            "automatic recovery in progress, again and again"),

    /** Replay is paused. */
    REPLAY_PAUSED(Group.POSTGRES, "pg_wal_replay_pause() on a standby", "received goes on, replayed stands still"),
    /** Replay is delayed. */
    REPLAY_DELAYED(Group.POSTGRES, "recovery_min_apply_delay on a standby", "received goes on, replayed stands still"),
    /** A commit that waits for a synchronous standby is cancelled: acknowledged, and on the primary only. */
    WAITERS_CANCELLED(
            Group.POSTGRES,
            "commits that wait for a standby are cancelled",
            "canceling wait for synchronous replication due to user request",
            Repair.NONE),
    /** A session that waits for a synchronous standby is terminated: committed on the primary, outcome unknown. */
    WAITERS_TERMINATED(
            Group.POSTGRES,
            "sessions that wait for a standby are terminated",
            "canceling the wait for synchronous replication and terminating connection",
            Repair.NONE),
    /** A slot is dropped from under its standby. */
    SLOT_DROPPED(Group.POSTGRES, "a slot is dropped", "replication slot does not exist (42704)", Repair.RECREATE_SLOT),
    /** A slot is moved to the end of WAL: what its standby still needs is no longer kept. */
    SLOT_ADVANCED(Group.POSTGRES, "a slot is advanced to the end of WAL", "restart_lsn", Repair.RECREATE_SLOT),
    /** An inactive slot loses its WAL to max_slot_wal_keep_size (13 and later). */
    SLOT_INVALIDATED(
            Group.POSTGRES,
            "an inactive slot loses its WAL (13+)",
            "wal_status = lost; requested WAL segment has already been removed",
            Repair.RECREATE_SLOT),
    /** All replication slots are taken. */
    SLOTS_EXHAUSTED(Group.POSTGRES, "all replication slots are taken", "all replication slots are in use (53400)"),
    /** All walsenders are taken. */
    WALSENDERS_EXHAUSTED(
            Group.POSTGRES,
            "all walsenders are taken",
            "number of requested standby connections exceeds max_wal_senders (53300)"),
    /** The replication role may not log in. */
    LOGIN_REFUSED(Group.POSTGRES, "ALTER ROLE repl NOLOGIN", "role is not permitted to log in (28000)"),
    /** The replication role may not replicate. */
    REPLICATION_REVOKED(
            Group.POSTGRES,
            "ALTER ROLE repl NOREPLICATION",
            "must be superuser or replication role to start walsender"),
    /** A standby has the wrong password. */
    WRONG_PASSWORD(
            Group.POSTGRES, "a standby has the wrong password", "password authentication failed for user (28P01)"),
    /** The replication line is missing from pg_hba.conf. */
    HBA_LINE_MISSING(
            Group.POSTGRES,
            "pg_hba.conf lacks the replication line",
            "no pg_hba.conf entry for replication connection"),
    /** max_connections of a standby is lower than its primary's: it does not start. */
    LIMITS_LOWERED(
            Group.POSTGRES,
            "max_connections on a standby below the primary's",
            "recovery aborted because of insufficient parameter settings (14+)"),
    /** A query on a standby that goes on and on, and holds replay up. */
    LONG_QUERY(Group.POSTGRES, "a query on a standby that holds a snapshot", "wait_event = RecoveryConflictSnapshot"),
    /** A transaction that is open and does nothing. */
    IDLE_TRANSACTION(Group.POSTGRES, "a transaction that is open and idle", "idle in transaction, with backend_xid"),
    /** A prepared transaction that is never ended. */
    PREPARED_TRANSACTION(
            Group.POSTGRES,
            "a prepared transaction that is never ended",
            "a row of pg_prepared_xacts, also after a restart"),
    /** A table is written to without end. */
    BULK_LOAD(Group.POSTGRES, "rows are written without end", "pg_current_wal_lsn() runs"),
    /** The standby.signal of a stopped standby is gone: it starts as a primary. */
    STANDBY_SIGNAL_FORGOTTEN(
            Group.POSTGRES,
            "standby.signal is gone from a stopped standby",
            "it starts read-write, on the primary's own timeline",
            Repair.REBUILD),

    /** The archive command fails. */
    ARCHIVE_FAILING(Group.ARCHIVE, "archive_command fails", "failed_count climbs, .ready stays"),
    /** The archive command hangs. */
    ARCHIVE_HANGING(Group.ARCHIVE, "archive_command hangs", "neither count moves, .ready stays, a fast stop waits"),
    /** The archive command says it has archived, and has not. */
    ARCHIVE_LOSING(Group.ARCHIVE, "archive_command succeeds and archives nothing", "archived_count climbs, no file"),
    /** The archive command overwrites what is there. */
    ARCHIVE_OVERWRITING(Group.ARCHIVE, "archive_command is a bare cp", "a different file of that name is gone"),
    /** The archive command is a bare guard. */
    ARCHIVE_BARE_GUARD(
            Group.ARCHIVE,
            "archive_command is test ! -f … && cp …",
            "after a crash within it failed_count climbs for ever"),
    /** A copy that a crash left half lies in the archive under its final name. */
    ARCHIVE_HALF_COPIED(
            Group.ARCHIVE, "half of the next segment is in the archive", "failed_count climbs, .ready stays"),
    /** A file of the archive is not there. */
    ARCHIVE_FILE_MISSING(
            Group.ARCHIVE, "one file of the archive is gone", "requested WAL segment has already been removed"),
    /** A file of the archive has no content. */
    ARCHIVE_FILE_EMPTY(
            Group.ARCHIVE, "one file of the archive has no content", "requested WAL segment has already been removed"),
    /** A bit of a file of the archive is flipped. */
    ARCHIVE_FILE_BIT_FLIPPED(
            Group.ARCHIVE, "one bit of one file of the archive is flipped", "incorrect resource manager data checksum"),
    /** Nothing can be restored from the archive. */
    RESTORE_UNREACHABLE(
            Group.ARCHIVE, "restore_command finds nothing", "requested WAL segment has already been removed, for ever"),

    /** A volume that is small and fills. */
    SMALL_VOLUME(
            Group.STORAGE,
            "pg_wal, tables or archive on a small volume",
            "No space left on device",
            null,
            Capability.VOLUMES),
    /** A directory that cannot be written. */
    READ_ONLY(Group.STORAGE, "pg_wal, tables or archive read-only", "Read-only file system", null, Capability.VOLUMES),
    /** A disk that is slow. */
    SLOW_DISK(
            Group.STORAGE,
            "a disk answers so many requests a second, and no more",
            "a commit takes as long as its sync",
            null,
            Capability.SLOW_DISK),
    /** A disk that turns read-only by the error policy of its file system. */
    DISK_READ_ONLY(
            Group.STORAGE,
            "a disk turns read-only after an error of its file system",
            "Read-only file system",
            null,
            Capability.DISK),
    /** A disk that answers EIO to every request. */
    DISK_DEAD(
            Group.STORAGE,
            "a disk answers EIO to every request",
            "PANIC: could not fdatasync file: Input/output error",
            null,
            Capability.DISK),
    /** A disk without a free block. */
    DISK_FULL(
            Group.STORAGE,
            "a disk has no free block any more",
            "could not extend file: No space left on device (53100); commits go on in recycled WAL",
            null,
            Capability.DISK),
    /** Sectors that can be neither read nor written. */
    BAD_SECTORS(
            Group.STORAGE,
            "the sectors of a table can be neither read nor written",
            "could not read block 0: Input/output error (58030)",
            null,
            Capability.DISK),
    /** A sync that fails once, and then says that all is well. */
    SYNC_FAILS(Group.STORAGE, "a sync fails once, and then lies", "PANIC: could not fsync file", null, Capability.DISK),
    /** A page of which one half only was written when the power was cut. */
    PAGE_TORN(
            Group.STORAGE,
            "one half of a page is written when the power is cut",
            "full_page_writes mends it; without them page verification failed, or nothing is said",
            Repair.REBUILD,
            Capability.DISK),
    /** A bit of a table's page is flipped. */
    BIT_FLIPPED(
            Group.STORAGE,
            "one bit in the header of a table's first page",
            "invalid page in block 0 (XX001)",
            Repair.REBUILD),
    /** The control file has no content. */
    CONTROL_FILE_TRUNCATED(
            Group.STORAGE,
            "pg_control of a killed server has no content",
            "could not read file global/pg_control",
            Repair.REBUILD),
    /** The WAL segment from which recovery would begin is gone. */
    WAL_SEGMENT_REMOVED(
            Group.STORAGE,
            "the WAL segment of the last checkpoint is gone from a killed server",
            "could not locate a valid checkpoint record",
            Repair.REBUILD),
    /** The end of the last WAL segment is torn. */
    WAL_TORN(
            Group.STORAGE,
            "the last 256 bytes of WAL of a killed server are torn",
            "it recovers, without commits that it had acknowledged",
            Repair.REBUILD),
    /** The data directory is gone from under a running server. */
    DATA_DIRECTORY_GONE(
            Group.STORAGE,
            "the server is killed and its data directory removed",
            "there is no PG_VERSION, and nothing starts",
            Repair.REBUILD),

    /** The agent of a failover manager is frozen; its server goes on. */
    AGENT_FROZEN(
            Group.MANAGER,
            "SIGSTOP to the failover manager's agent of a node, whose server goes on",
            "Patroni: the leader key expires, another node is promoted, and both acknowledge",
            null,
            Capability.MANAGER),
    /** The agent of a failover manager is killed; its server goes on. */
    AGENT_KILLED(
            Group.MANAGER,
            "SIGKILL to the failover manager's agent of a node, whose server goes on",
            "Patroni: another node is promoted, and both acknowledge until the agent runs again",
            Repair.START,
            Capability.MANAGER),
    /** A whole machine is frozen: the agent and the server. */
    MACHINE_FROZEN(
            Group.MANAGER,
            "SIGSTOP to the failover manager's agent and the server of a node, and TCP of the other nodes gets no answer, as from a paused virtual machine",
            "another node is promoted; thawed, it demotes itself with Patroni, and goes on with repmgr",
            null,
            Capability.MANAGER),
    /** Members of the distributed configuration store are frozen. */
    STORE_FROZEN(
            Group.MANAGER,
            "SIGSTOP to members of the failover manager's store",
            "DCS is not accessible; without a majority the leader demotes itself",
            null,
            Capability.MANAGER),
    /** Members of the distributed configuration store are killed, and started again. */
    STORE_KILLED(
            Group.MANAGER,
            "SIGKILL to members of the failover manager's store, which are started again",
            "DCS is not accessible; without a majority the leader demotes itself",
            null,
            Capability.MANAGER);

    /** The part of the system that is struck. */
    public enum Group {
        /** The paths between nodes and from clients. */
        NETWORK,
        /** The operating system's processes. */
        PROCESS,
        /** PostgreSQL itself: roles, slots, settings, sessions. */
        POSTGRES,
        /** The WAL archive. */
        ARCHIVE,
        /** Files and volumes. */
        STORAGE,
        /** The failover manager and its store. */
        MANAGER
    }

    /** Processes of this machine, without a container, from installed binaries. */
    public static final String LOCAL = "local";

    /** Processes of this machine, from binaries on the class path. */
    private static final String EMBEDDED = "embedded";

    /** In containers; everywhere else servers are processes of this machine. */
    private static final String CONTAINER = "container";

    private final Group group;
    private final String words;
    private final String proof;
    private final @Nullable Repair repair;
    private final @Nullable Capability needs;

    FaultKind(Group group, String words, String proof) {
        this(group, words, proof, null, null);
    }

    FaultKind(Group group, String words, String proof, Repair repair) {
        this(group, words, proof, repair, null);
    }

    FaultKind(Group group, String words, String proof, @Nullable Repair repair, @Nullable Capability needs) {
        this.group = group;
        this.words = words;
        this.proof = proof;
        this.repair = repair;
        this.needs = needs;
    }

    /** What a fault of this kind is called in messages and reports: {@code crash loop}. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The part of the system that is struck. */
    public Group group() {
        return group;
    }

    /** What it is, in one sentence. */
    public String words() {
        return words;
    }

    /** What PostgreSQL shows when it has struck. */
    public String proof() {
        return proof;
    }

    /** Whether it heals: a {@link Fault}. What does not is a {@link Damage}. */
    public boolean heals() {
        return repair == null;
    }

    /** What mends it; empty if it heals. */
    public Optional<Repair> repair() {
        return Optional.ofNullable(repair);
    }

    /** What a place must be able to do for it; empty if every place will do. */
    public Optional<Capability> needs() {
        return Optional.ofNullable(needs);
    }

    /**
     * Why it can never be had on a runtime, whatever the machine; empty if that depends on {@link #needs()}, or on nothing.
     *
     * @param runtime {@code local}, {@code container} or {@code embedded}
     */
    public Optional<String> unavailable(String runtime) {
        Given.value("runtime", runtime);
        boolean container = runtime.equals(CONTAINER);
        if (needs == Capability.MANAGER && container) {
            return Optional.of("containers have none of the programs of a failover manager yet");
        }
        if (needs == Capability.MANAGER && runtime.equals(EMBEDDED)) {
            return Optional.of("binaries of the class path lack the programs that failover managers run");
        }
        if (needs == Capability.FIREWALL && container) {
            return Optional.of("containers are started without the right to change their firewall (NET_ADMIN)");
        }
        if (needs == Capability.PACKETS && !container) {
            return Optional.of("local servers share one loopback interface with everything else on the machine");
        }
        if (needs == Capability.PACKETS) {
            return Optional.of(
                    "the links work on streams, and netem has not been tried: kernels without it are common");
        }
        return Optional.empty();
    }

    /**
     * Why it cannot be had here; empty if it can.
     *
     * @param runtime {@code local}, {@code container} or {@code embedded}
     * @param whyNot why the place lacks a capability; empty if it has it
     */
    public Optional<String> unavailable(String runtime, Function<Capability, Optional<String>> whyNot) {
        Given.value("whyNot", whyNot);
        return unavailable(runtime).or(() -> needs().flatMap(whyNot));
    }
}
