package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Vitals;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A look at a server, written by hand. */
final class Seen {

    /** How long a look takes. */
    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    final NodeRef node;
    private final Role role;
    private final long written;
    private final long replayed;
    private final List<StandbyState> rows = new ArrayList<>();
    private final List<SlotState> slots = new ArrayList<>();
    private int timeline = 1;
    private @Nullable ReceiverState receiver;
    private @Nullable Duration age;
    private @Nullable String startupWait;
    private boolean paused;
    private long waiting;
    private long nextXid = 1000;
    private Duration applyDelay = Duration.ZERO;
    private String names = "";
    private String conninfo = "user=repl";
    private String slotByItsSettings = "";
    private boolean restores;
    private boolean feedback;
    private boolean syncs;
    private boolean target;
    private long tookNanos = LOOK_NANOS;

    private Seen(String node, Role role, long written, long replayed) {
        this.node = new NodeRef(node);
        this.role = role;
        this.written = written;
        this.replayed = replayed;
    }

    static Seen primary(String node, long written) {
        return new Seen(node, Role.PRIMARY, written, written);
    }

    static Seen standby(String node, long received, long replayed) {
        return new Seen(node, Role.STANDBY, received, replayed);
    }

    static Seen unresponsive(String node) {
        return new Seen(node, Role.UNRESPONSIVE, 0, 0);
    }

    static Seen stopped(String node) {
        return new Seen(node, Role.STOPPED, 0, 0);
    }

    /** Where a node is reached, by the number in its name. */
    static Endpoint endpointOf(String node) {
        return new Endpoint("link", Integer.parseInt(node.substring("node-".length())));
    }

    /** It streams, through the slot that is named after it. */
    Seen from(String upstream) {
        return from(endpointOf(upstream), node.slotName());
    }

    Seen from(Endpoint sender, @Nullable String slot) {
        receiver = new ReceiverState("streaming", sender, slot, new Timeline(timeline), new Lsn(written));
        return follows(sender);
    }

    /** Its settings lead there. */
    Seen follows(Endpoint sender) {
        conninfo = "user=repl host=%s port=%s".formatted(sender.host(), sender.port());
        return this;
    }

    /** Its settings name a slot. */
    Seen usesSlot(String slot) {
        slotByItsSettings = slot;
        return this;
    }

    /** It has a walsender for a node, on the slot that is named after that. */
    Seen to(String standby) {
        return row(standby, "streaming", "async", new NodeRef(standby).slotName());
    }

    Seen row(String name, String state, String syncState, @Nullable String slot) {
        rows.add(new StandbyState(name, state, null, null, null, null, syncState, null, slot));
        return this;
    }

    Seen slot(String name, boolean active, long retained, @Nullable Long xmin) {
        slots.add(new SlotState(
                node, name, true, active, new Lsn(100), DataSize.bytes(retained), null, null, xmin, null));
        return this;
    }

    Seen logical(String name, long retained, long confirmed, boolean failover, boolean synced) {
        slots.add(new SlotState(
                node,
                name,
                false,
                false,
                new Lsn(100),
                DataSize.bytes(retained),
                null,
                null,
                null,
                null,
                700L,
                new Lsn(confirmed),
                failover,
                synced));
        return this;
    }

    /** A physical slot that keeps rows and no WAL. */
    Seen holding(String name, @Nullable Long xmin, @Nullable Long catalogXmin) {
        slots.add(new SlotState(
                node, name, true, false, null, null, null, null, xmin, null, catalogXmin, null, null, null));
        return this;
    }

    Seen onTimeline(int number) {
        timeline = number;
        return this;
    }

    Seen lastTransaction(Duration old) {
        age = old;
        return this;
    }

    Seen startupWaits(String event) {
        startupWait = event;
        return this;
    }

    Seen replayPaused() {
        paused = true;
        return this;
    }

    Seen applyDelay(Duration delay) {
        applyDelay = delay;
        return this;
    }

    Seen waiting(long commits, String synchronousStandbyNames) {
        waiting = commits;
        names = synchronousStandbyNames;
        return this;
    }

    Seen nextXid(long xid) {
        nextXid = xid;
        return this;
    }

    Seen restores() {
        restores = true;
        return this;
    }

    Seen feedback() {
        feedback = true;
        return this;
    }

    Seen syncsSlots() {
        syncs = true;
        return this;
    }

    Seen withoutConninfo() {
        conninfo = "";
        return this;
    }

    Seen recoversToATarget() {
        target = true;
        return this;
    }

    Seen took(long millis) {
        tookNanos = TimeUnit.MILLISECONDS.toNanos(millis);
        return this;
    }

    Look at(long nanos) {
        boolean answers = role == Role.PRIMARY || role == Role.STANDBY;
        var state = answers
                ? new ServerState(node, role, new Timeline(timeline), new Lsn(written), new Lsn(replayed))
                : new ServerState(node, role, null, null, null);
        var circumstances = new Circumstances(
                startupWait,
                paused,
                waiting,
                nextXid,
                new Circumstances.Conf(
                        applyDelay, "30s", names, conninfo, slotByItsSettings, restores, feedback, syncs, target));
        return new Look(
                new NodeSampled(state, rows, receiver, new Vitals(age, null, null, null, null)),
                slots,
                answers ? circumstances : null,
                nanos,
                nanos + tookNanos);
    }
}
