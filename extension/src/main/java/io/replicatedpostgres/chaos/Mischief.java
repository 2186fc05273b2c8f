package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ManagerFaults;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What can be done to a cluster in one step. Each leaves one primary with standbys that stream, so that the next one finds its
 * place. Any {@link Fault} can be one, and several can hold at the same time:
 *
 * <pre>{@code
 * static final Mischief SLOW = Mischief.fault("SLOW", node ->
 *         Faults.latency(node.cluster().primary(), node, Duration.ofMillis(50)));
 * static final Mischief SLOW_AND_FROZEN = SLOW.with("SLOW_AND_FROZEN", Mischief.PAUSE);
 * }</pre>
 *
 * A constant that the printed test can reach, one that is not private, is imported there.
 */
public final class Mischief {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");
    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** The node is cut off from the other nodes, and clients still reach it. */
    public static final Mischief ISOLATE = ofHere("ISOLATE", MischiefActs.during(Faults::isolated));

    /** The connections of clients to the node are reset, and new ones too. */
    public static final Mischief RESET_CLIENTS =
            ofHere("RESET_CLIENTS", MischiefActs.during(node -> Faults.clientsCut(node, Cut.RESET)));

    /** Every process of the node is frozen. */
    public static final Mischief PAUSE = ofHere("PAUSE", MischiefActs.PAUSE);

    /** Every process of the node is killed, and it comes back as what it was. */
    public static final Mischief KILL_AND_START = ofHere("KILL_AND_START", MischiefActs.KILL_AND_START);

    /**
     * The power of the node's machine is cut, and it comes back as what it was. The nodes have disks of their own: {@code disk} of the spec.
     */
    public static final Mischief CUT_POWER_AND_START = ofHere("CUT_POWER_AND_START", MischiefActs.CUT_POWER_AND_START);

    /**
     * The node's disk answers EIO to every request; then its machine is switched off and on, and it comes back as what it was. The nodes
     * have disks of their own.
     */
    public static final Mischief DISK_DIES = ofHere("DISK_DIES", MischiefActs.during(DiskFaults::dead));

    /** The same with a disk that turns read-only: ext4 alone. */
    public static final Mischief DISK_TURNS_READ_ONLY =
            ofHere("DISK_TURNS_READ_ONLY", MischiefActs.during(DiskFaults::turnedReadOnly));

    /** The node's disk has no free block. The nodes have disks of their own. */
    public static final Mischief DISK_FULL = ofHere("DISK_FULL", MischiefActs.during(DiskFaults::full));

    /**
     * The node's disk does twenty reads and twenty writes a second. The nodes have disks of their own, and the machine a block I/O
     * controller: {@link io.replicatedpostgres.fault.FaultKind#SLOW_DISK}.
     */
    public static final Mischief DISK_SLOW =
            ofHere("DISK_SLOW", MischiefActs.during(node -> DiskFaults.slow(node, MischiefActs.SLOW_REQUESTS)));

    /**
     * The primary is killed, and while this holds, there is none. Then the most advanced standby is promoted, and the old
     * primary comes back as its standby. It takes no node: it is done to the primary.
     */
    public static final Mischief FAILOVER = ofPrimary("FAILOVER", MischiefActs.FAILOVER);

    /**
     * A failover after the primary was cut off from its standbys, for as long as this holds, while clients went on. Loses what
     * was not shipped. It takes no node: it is done to the primary.
     */
    public static final Mischief FAILOVER_AFTER_A_CUT =
            ofPrimary("FAILOVER_AFTER_A_CUT", MischiefActs.FAILOVER_AFTER_A_CUT);

    /** The agent of the node's failover manager is frozen, and its server goes on. The cluster has a manager. */
    public static final Mischief FREEZE_AGENT = ofHere("FREEZE_AGENT", MischiefActs.during(ManagerFaults::agentFrozen));

    /** The node does not reach the store of its failover manager, and all nodes reach each other. The manager has a store. */
    public static final Mischief CUT_FROM_STORE =
            ofHere("CUT_FROM_STORE", MischiefActs.during(node -> Faults.cutFromStore(node)));

    /** All members of the failover manager's store are killed, and start again with what they had. It takes no node. */
    public static final Mischief KILL_STORE = ofPrimary("KILL_STORE", MischiefActs.KILL_STORE);

    /**
     * The failover manager is told to let the node take over, unless it leads already. What the manager refuses is noted in the journal, and is no
     * failure.
     */
    public static final Mischief SWITCH_OVER = ofHere("SWITCH_OVER", MischiefActs.SWITCH_OVER);

    private static final List<Mischief> WITHOUT_MANAGER =
            List.of(ISOLATE, RESET_CLIENTS, PAUSE, KILL_AND_START, FAILOVER);
    private static final List<Mischief> WITH_MANAGER =
            List.of(ISOLATE, RESET_CLIENTS, PAUSE, KILL_AND_START, FREEZE_AGENT);
    private static final List<Mischief> WITH_STORE = List.of(CUT_FROM_STORE, KILL_STORE, SWITCH_OVER);

    private final String name;
    private final Class<?> holder;
    private final boolean takesNode;
    private final MischiefActs.Act act;
    private final List<Mischief> parts;

    private Mischief(String name, Class<?> holder, boolean takesNode, MischiefActs.Act act, List<Mischief> parts) {
        if (!NAME.matcher(name).matches()) {
            throw SpecException.of(
                    "a mischief called '" + name + "'",
                    "a schedule is printed as a test to paste, in which it stands by its name",
                    "Give it the name of the constant that holds it, for example SLOW");
        }
        this.name = name;
        this.holder = holder;
        this.takesNode = takesNode;
        this.act = act;
        this.parts = parts;
    }

    private static Mischief ofHere(String name, MischiefActs.Act act) {
        return new Mischief(name, Mischief.class, true, act, List.of());
    }

    private static Mischief ofPrimary(String name, MischiefActs.Act act) {
        return new Mischief(name, Mischief.class, false, act, List.of());
    }

    /**
     * A fault that holds for a while and heals. What does not heal by itself has no place in a schedule.
     *
     * @param name the name of the constant that holds it, as a test that is printed shall say it
     * @param strikes what befalls the node that was drawn; it may strike others too
     * @throws SpecException if the name is none of Java's
     */
    public static Mischief fault(String name, Function<Node, Fault> strikes) {
        Given.value("strikes", strikes);
        Given.value("name", name);
        return new Mischief(name, CALLERS.getCallerClass(), true, MischiefActs.during(strikes), List.of());
    }

    /**
     * This one, and another one on the same node while it holds.
     *
     * @param called the name of the constant that holds both
     * @param inner what is done while this one holds
     * @throws SpecException if the name is none of Java's
     */
    public Mischief with(String called, Mischief inner) {
        Given.value("inner", inner);
        Given.value("called", called);
        return new Mischief(
                called,
                CALLERS.getCallerClass(),
                takesNode || inner.takesNode,
                MischiefActs.together(act, inner.act),
                List.of(this, inner));
    }

    /** Who promotes the servers of a cluster. */
    static ManagerKind managerOf(Cluster cluster) {
        return cluster.spec().manager().map(Manager::kind).orElse(ManagerKind.NONE);
    }

    /** What is done by default to clusters of such a spec. */
    static List<Mischief> byDefault(ManagerKind manager) {
        return switch (manager) {
            case NONE -> WITHOUT_MANAGER;
            case REPMGR -> WITH_MANAGER;
            case PATRONI, PG_AUTO_FAILOVER ->
                Stream.concat(WITH_MANAGER.stream(), WITH_STORE.stream()).toList();
        };
    }

    /** Why it has no place in a schedule for clusters of such a spec; empty if it has one. */
    Optional<String> whyNot(ManagerKind manager) {
        if (!parts.isEmpty()) {
            return parts.stream().flatMap(part -> part.whyNot(manager).stream()).findFirst();
        }
        if (manager != ManagerKind.NONE && rewinds()) {
            return Optional.of(
                    "the failover manager promotes, and not the test. Use KILL_AND_START or ISOLATE of a node");
        }
        boolean ofManager = this == FREEZE_AGENT || WITH_STORE.contains(this);
        if (ofManager && manager == ManagerKind.NONE) {
            return Optional.of(
                    "there is no failover manager. Ask for one by manager = PATRONI, or use another mischief");
        }
        return WITH_STORE.contains(this) && manager == ManagerKind.REPMGR
                ? Optional.of("repmgr has no store, and no switchover in a test. Use another mischief")
                : Optional.empty();
    }

    /** Whether a step of it names a node. What is done to the primary, whichever that is then, does not. */
    boolean takesNode() {
        return takesNode;
    }

    /** Whether a former primary comes back by {@code pg_rewind} in it. */
    boolean rewinds() {
        return this == FAILOVER
                || this == FAILOVER_AFTER_A_CUT
                || parts.stream().anyMatch(Mischief::rewinds);
    }

    /** The class whose code made it; that of the constant, if a constant holds it. */
    Class<?> holder() {
        return holder;
    }

    void act(Cluster cluster, Step step) {
        act.on(cluster, () -> cluster.node(step.node().orElseThrow()), new Pause(step.hold())::now);
    }

    /** Its name. */
    @Override
    public String toString() {
        return name;
    }
}
