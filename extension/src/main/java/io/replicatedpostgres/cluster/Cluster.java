package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.observe.Observer;
import io.replicatedpostgres.observe.Subject;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.JdbcUrl;
import io.replicatedpostgres.postgres.RewindGrants;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.runtime.RuntimeChoice;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.SideBySide;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A running primary with its standbys. The JUnit extension makes one for a test; without JUnit, {@code try (Cluster c =
 * Cluster.start(spec))} does.
 *
 * <p>Roles are questions, asked anew each time: {@link #primary()} and {@link #standby()} say who it is <em>now</em>, and
 * fail, naming the candidates, unless exactly one node fits.
 */
public final class Cluster implements AutoCloseable {

    private final ClusterSpec spec;
    private final Provisioned provisioned;
    private final Recording recording;
    private final Acts acts;
    private final List<Node> nodes = new CopyOnWriteArrayList<>();
    private final Growing growing;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean settledAtTheEnd = new AtomicBoolean();
    private volatile boolean isSecond;
    private final List<Injected> faults = new CopyOnWriteArrayList<>();
    private final List<Cluster> beside = new CopyOnWriteArrayList<>();
    private final List<Work> works = new CopyOnWriteArrayList<>();
    private final NamedPositions positions = new NamedPositions();
    private final List<Runnable> endings = new CopyOnWriteArrayList<>();
    private Observer observer = Observer.none();

    private Cluster(ClusterSpec spec, Provisioned provisioned, List<Member> members, Recording recording) {
        this.spec = spec;
        this.provisioned = provisioned;
        this.recording = recording;
        this.acts = new Acts(recording.journal(), () -> List.copyOf(faults));
        members.forEach(this::join);
        this.growing = new Growing(this, provisioned);
    }

    Node join(Member member) {
        var node = new Node(this, member, acts);
        nodes.add(node);
        observer.add(subject(member));
        return node;
    }

    private Subject subject(Member member) {
        return member.subject(member.management()
                .<Consumer<NodeSampled>>map(management -> new RoleWatch(this, member, management, acts))
                .orElse(sample -> {}));
    }

    void leave(NodeRef ref) {
        acts.removed(ref);
        observer.remove(ref);
        nodes.removeIf(node -> node.ref().equals(ref));
    }

    NamedPositions positions() {
        return positions;
    }

    boolean isPrimary(NodeRef ref) {
        return node(ref).member().patientState().role() == ServerState.Role.PRIMARY;
    }

    boolean isStruck(Node node) {
        return faults.stream().anyMatch(fault -> fault.strikes(node.ref()));
    }

    /**
     * Refuses what needs a cluster that runs.
     *
     * @param what cannot be done once it is closed
     * @throws ReplicatedPostgresException if it is closed
     */
    public void requireOpen(String what) {
        Given.value("what", what);
        if (closed.get()) {
            throw new ReplicatedPostgresException("%s: the cluster is closed. Start another one.".formatted(what));
        }
    }

    /** A primary and one standby that streams from it. */
    public static Cluster start() {
        return start(ClusterSpec.primaryAndStandby());
    }

    /**
     * Starts what was asked for; every standby streams when this returns. Nothing is left when it throws.
     *
     * @throws io.replicatedpostgres.model.SpecException if it cannot be had here; the message tells the way out
     * @throws ReplicatedPostgresException if a server does not start; the message holds the end of its log
     */
    public static Cluster start(ClusterSpec spec) {
        return start(spec, Recording.none());
    }

    /** Starts what was asked for, and records what happens to it. */
    public static Cluster start(ClusterSpec spec, Recording recording) {
        Given.value("recording", recording);
        Given.value("spec", spec);
        return Undisturbed.get(() -> ClusterStart.of(spec, new RuntimeChoice(), recording));
    }

    static Cluster of(ClusterSpec spec, Provisioned provisioned, List<Member> members, Recording recording) {
        return new Cluster(spec, provisioned, members, recording);
    }

    Observer observer() {
        return observer;
    }

    /** Starts the servers. */
    void bringUp() {
        List<Member> members = nodes.stream().map(Node::member).toList();
        begin(nodes.toString(), () -> start(members));
        provisioned.whenUp().run();
    }

    private void start(List<Member> members) {
        members.get(0)
                .management()
                .ifPresentOrElse(
                        management -> new ManagedStartup(management, spec, members).run(),
                        () -> new Startup(spec, members).run());
    }

    /** The servers run already. */
    void takeOver(ReadyServers servers) {
        String age = String.format(Locale.ROOT, "%.1f s ago", servers.ageNanos() / 1e9);
        begin("%s, started ahead and ready since %s".formatted(nodes, age), () -> {});
    }

    private void begin(String detail, Runnable start) {
        recording.secrets().add(provisioned.credentials().superuserPassword());
        recording.secrets().add(provisioned.credentials().replicationPassword());
        recording.journal().append(RunEnvironment.here());
        recording
                .journal()
                .append(new ClusterPlanned(
                        spec.describe(),
                        provisioned.found().runtime().toString(),
                        version(),
                        provisioned.found().where(),
                        spec.settings()));
        acts.run(null, "start cluster", detail, () -> {
            start.run();
            spec.nodes()
                    .forEach(node -> acts.roleChanged(
                            node.ref(),
                            node.upstream().isPresent() ? ServerState.Role.STANDBY : ServerState.Role.PRIMARY,
                            Timeline.FIRST));
        });
        if (recording.journal().path().isPresent()) {
            observer = Observer.of(
                    recording.journal(),
                    nodes.stream().map(node -> subject(node.member())).toList());
            management().ifPresent(this::watch);
        }
    }

    /** The kind of operation. */
    public ClusterSpec spec() {
        return spec;
    }

    /** The PostgreSQL that runs. */
    public PostgresVersion version() {
        return provisioned.binaries().version();
    }

    /** Whether it runs in containers or as processes of this machine. */
    public RuntimeKind runtime() {
        return provisioned.found().runtime();
    }

    /** Where it runs, and what: the version, the runtime, the image and its daemon or the directory of the binaries. */
    public String whereabouts() {
        return provisioned.found().toString();
    }

    /** What has to be known of the version that runs, without a full stop; empty for a release of PostgreSQL. */
    public Optional<String> warning() {
        return provisioned.binaries().warning();
    }

    /**
     * The failover manager.
     *
     * @throws ReplicatedPostgresException if it has none: {@code manager} of the annotation asks for one
     */
    public ClusterManager manager() {
        return management()
                .map(management -> new ClusterManager(this, management, acts))
                .orElseThrow(
                        () -> new ReplicatedPostgresException(
                                "this cluster has no failover manager: the test is in its place. Ask for one with manager = PATRONI, PG_AUTO_FAILOVER or REPMGR."));
    }

    Optional<Management> management() {
        return nodes.get(0).member().management();
    }

    private void watch(Management management) {
        observer.managed();
        ManagerWatch watch = ManagerWatch.start(
                recording.journal(),
                management.manager(),
                nodes.stream().map(node -> node.member().host()).toList());
        endings.add(watch::close);
    }

    private void refuseManaged(String what, ManagersWay way) {
        management().ifPresent(management -> refuseManaged(what, way.of(management.kind())));
    }

    private void refuseManaged(String what, String wayOut) {
        management().ifPresent(management -> {
            throw management.refusal(what, wayOut);
        });
    }

    /** All nodes, in the order of the spec, and after them those that were added. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /**
     * A node by its name.
     *
     * @throws ReplicatedPostgresException if there is none of that name
     */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "there is no node '%s' in this cluster; its nodes are %s".formatted(name, nodes)));
    }

    Node node(NodeRef ref) {
        return node(ref.name());
    }

    /**
     * The nodes that run as primaries now; more than one is a split brain. A server that is slow to say what it is, as on a loaded
     * machine, is waited for; one that is frozen or does not take connections is left out.
     */
    public List<Node> primaries() {
        return nodesIn(ServerState.Role.PRIMARY, patientStates());
    }

    /** The nodes that run as standbys now; as {@link #primaries()} waits for them. */
    public List<Node> standbys() {
        return nodesIn(ServerState.Role.STANDBY, patientStates());
    }

    private List<Node> nodesIn(ServerState.Role role, List<ServerState> states) {
        return states.stream()
                .filter(state -> state.role() == role)
                .map(state -> node(state.node()))
                .toList();
    }

    /**
     * The one node that is a primary now. While none is, and a server that is not frozen does not say what it is, that one is
     * waited for until the deadline of the spec: one slow look on a loaded machine is no answer.
     *
     * @throws ReplicatedPostgresException unless exactly one is; the message names what each node is
     */
    public Node primary() {
        return onlyOne("primary", ServerState.Role.PRIMARY);
    }

    /**
     * The one node that is a standby now; waits as {@link #primary()} does.
     *
     * @throws ReplicatedPostgresException unless exactly one is; the message names what each node is
     */
    public Node standby() {
        return onlyOne("standby", ServerState.Role.STANDBY);
    }

    private Node onlyOne(String what, ServerState.Role role) {
        return onlyOne(what, role, new Roles(nodes()).with(role));
    }

    /** The one primary; null if none answers. */
    @Nullable
    Node primaryOrNull() {
        List<ServerState> states = new Roles(nodes()).with(ServerState.Role.PRIMARY);
        return nodesIn(ServerState.Role.PRIMARY, states).isEmpty()
                ? null
                : onlyOne("primary", ServerState.Role.PRIMARY, states);
    }

    private List<ServerState> patientStates() {
        return new Roles(nodes()).patient();
    }

    private Node onlyOne(String what, ServerState.Role role, List<ServerState> states) {
        return node(only(what, role, states).node());
    }

    /** The one primary among these. */
    ServerState onlyPrimary(List<ServerState> states) {
        return only("primary", ServerState.Role.PRIMARY, states);
    }

    private static ServerState only(String what, ServerState.Role role, List<ServerState> states) {
        List<ServerState> fitting =
                states.stream().filter(state -> state.role() == role).toList();
        if (fitting.size() != 1) {
            throw new ReplicatedPostgresException("wanted the only %s, but %s: %s. Ask for a node by its name instead."
                    .formatted(
                            what,
                            fitting.isEmpty() ? "there is none" : "there are " + fitting.size(),
                            states.stream().map(ServerState::toString).collect(Collectors.joining(", "))));
        }
        return fitting.get(0);
    }

    /** What each node is doing, at a glance: {@link Node#state()} of each. */
    public List<ServerState> states() {
        return SideBySide.map(nodes, Node::state);
    }

    /** The same; a server that takes connections and is slow to answer is waited for until the deadline of the spec. */
    public List<ServerState> awaitStates() {
        return patientStates();
    }

    /**
     * Kills the primary, promotes the standby whose history is furthest, and lets the other standbys follow it. That is the one
     * on the latest timeline, and among several on one timeline the one that has received most. Where no primary answers,
     * because it was stopped, killed or frozen before, it is left as it is.
     *
     * <p>What the killed primary had not shipped is lost, as asynchronous replication allows. What other nodes have is not
     * given up: a failover that would do so is refused, and {@link #failover(Node)} does it. What was given up in the end, and
     * which standby has diverged and was left as it was, stands in the journal.
     *
     * @return the new primary
     * @throws ReplicatedPostgresException if there are several primaries, or no standby is left to promote, or another node has
     *     commits that the heir lacks: a stopped standby with more WAL, or a later timeline that the heir never came to;
     *     nothing was done then
     */
    public Node failover() {
        refuseManaged("no failover can be made", ManagersWay.TAKE_DOWN);
        return Undisturbed.get(Failover.ofFurthest(this)::run);
    }

    /**
     * The same with a standby of one's choice, whatever is given up by it: that is named in the journal.
     *
     * @param heir a standby that runs
     * @throws ReplicatedPostgresException if there are several primaries, or the heir is no running standby; nothing was done
     *     then
     */
    public Node failover(Node heir) {
        Given.value("heir", heir);
        refuseManaged("no failover can be made", ManagersWay.TAKE_DOWN);
        return Undisturbed.get(Failover.to(this, heir)::run);
    }

    /**
     * Makes a standby the primary in order: the old one stops, the heir is promoted, and all other nodes follow it. Slots of the
     * cluster's nodes that no standby uses any more are dropped from the old primary.
     *
     * <p>Nothing is lost by it, or nothing is done: before the old primary stops, the heir has to receive what it writes, and
     * before the heir is promoted, it has to have all that the old one had written. Where it has not within the deadline, the old
     * primary serves again, and the error names the standbys that do have it.
     *
     * @throws ReplicatedPostgresException if the heir is no running standby that streams from the primary, or has not received
     *     everything; the message says what was done
     */
    public Switchover switchover(Node heir) {
        Given.value("heir", heir);
        refuseManaged("no switchover can be made", ManagersWay.SWITCH_OVER);
        return acts.run(
                null, "switchover", "to " + heir, () -> observer.rearranging(() -> new HandOver(this, heir).run()));
    }

    /** The rest of a failover, once the old primary runs no more. */
    Node failoverFrom(Node old) {
        return Failover.ofFurthest(this).from(old);
    }

    /** A second, independent system: a primary with one standby, of the same PostgreSQL, on the same runtime. */
    public Cluster startSecondSystem() {
        return startSecondSystem(ClusterSpec.builder().place(spec.place()).build());
    }

    /**
     * A second, independent system with an identifier, passwords and links of its own; closed with this one at the latest.
     * Its nodes may have the same names, and verbs refuse a node of the other. What is done to it is not in the journal of
     * this one.
     *
     * @param wanted its plan; {@code ClusterSpec.builder().place(cluster.spec().place())} begins one on the same runtime
     */
    public Cluster startSecondSystem(ClusterSpec wanted) {
        Given.value("wanted", wanted);
        requireOpen("no second system can be started");
        return acts.run(null, "start second system", wanted.nodes().toString(), () -> {
            Cluster second = start(wanted, recording.ofSecondSystem(beside.size() + 1));
            recording.secrets().add(second.password());
            second.isSecond = true;
            beside.add(second);
            return second;
        });
    }

    /** The systems that were started beside this one, closed or not. */
    public List<Cluster> secondSystems() {
        return List.copyOf(beside);
    }

    /**
     * A program of PostgreSQL to run beside the cluster, on the host of its first node, whether that runs or not; the last
     * megabyte of what it writes is kept. It asks that node unless its arguments say otherwise: {@link Node#connectionTo}.
     */
    public Tool tool(String program) {
        Given.value("program", program);
        return nodes.get(0).tool(program).keepingLast(DataSize.megabytes(1));
    }

    /** Adds a standby of the primary, with every default. */
    public StandbyAdded addStandby() {
        return addStandby(StandbySpec.standby());
    }

    /**
     * Adds a standby while the cluster runs, also under load: a host, links, a slot, a base backup of its upstream, a start.
     * It streams when this returns. Faults that hold do not strike its links.
     *
     * @param standby its name (by default the next {@code node-…}), upstream (by default the primary), slot and settings
     * @throws io.replicatedpostgres.model.SpecException if its parts do not fit, or a node had that name before
     * @throws ReplicatedPostgresException if its upstream does not answer, or the cluster is closed; nothing is left of it
     */
    public StandbyAdded addStandby(StandbySpec standby) {
        Given.value("standby", standby);
        requireOpen("no standby can be added");
        refuseManaged("no standby can be added", "Ask for all of them in the annotation.");
        return acts.run(null, "add standby", String.valueOf(standby.name()), () -> growing.add(standby));
    }

    /**
     * Takes a standby out of the cluster while that runs: stops it, drops its slots on the other nodes, and removes its files.
     * Its name is not given again, and every verb of it fails from now on.
     *
     * @throws ReplicatedPostgresException if it is a primary or a node of another cluster, if others stream from it, if
     *     commits wait for it alone, if a fault holds on it, or the cluster is closed; nothing is changed then
     */
    public StandbyRemoved removeStandby(Node standby) {
        requireOpen("%s cannot be removed".formatted(standby));
        refuseManaged(standby + " cannot be removed", "Use kill(), and do not start it again.");
        if (!nodes.contains(standby)) {
            throw new ReplicatedPostgresException(
                    "%s cannot be removed: it is no node of this cluster. Its nodes are %s.".formatted(standby, nodes));
        }
        var shrinking = new Shrinking(this, provisioned);
        shrinking.refuse(standby);
        return acts.run(null, "remove standby", standby.name(), () -> shrinking.remove(standby));
    }

    /**
     * Makes a login on the primary that {@code pg_rewind} can use and that may do nothing else: {@code LOGIN}, a random
     * password, and the right to execute four functions in the database {@code postgres}. See {@link Rewinding#as}.
     *
     * @throws io.replicatedpostgres.model.SqlException if there is a role of that name, {@code 42710}
     */
    public RewindRole createRewindRole(String name) {
        Given.identifier("name", name);
        Node primary = primary();
        return acts.run(primary.ref(), "create rewind role", name, () -> {
            var role = new RewindRole(name, Credentials.randomPassword());
            recording.secrets().add(role.password());
            try (Sql sql = primary.member().session()) {
                sql.execute(RewindGrants.make(name, role.password()));
            }
            return role;
        });
    }

    /**
     * Waits until every standby streams and has replayed all that the primary had written when this was called, on the primary's
     * timeline. Every node of the cluster counts but those that the test has taken down by a verb or struck by a fault; which were
     * left out stands in the journal. A standby that runs and does not answer is waited for.
     *
     * <p>This is a wait, for the nodes that are there. What must be true of all nodes is asserted: {@code
     * assertThat(cluster).isInSync()}.
     *
     * @throws io.replicatedpostgres.model.DeadlineException naming the standby that did not
     * @throws ReplicatedPostgresException at once if a node ended by itself, or if no standby runs
     */
    public void awaitInSync() {
        acts.await(null, "await in sync", "", this::broughtInSync, left -> left.isEmpty() ? null : left);
    }

    private String broughtInSync() {
        return management()
                .map(management -> new ManagedInSync(this, management).await())
                .orElseGet(() -> new InSync(this).await());
    }

    /**
     * Waits until all nodes hold the same content (see {@link Contents}), in one line of timelines, and records how long it took. Every
     * node of the cluster counts: one that is stopped or does not answer is equal to none, a standby has to stream, and at least two
     * nodes have to be compared. Call it last: reading tables can write WAL.
     *
     * @param leftOut nodes that do not count, such as an old primary that stays down; the journal names them
     * @throws io.replicatedpostgres.model.DeadlineException naming what differs, or which node could not be compared
     * @throws ReplicatedPostgresException if a node to leave out is none of this cluster
     */
    public void awaitConverged(Duration deadline, Node... leftOut) {
        Given.each("leftOut", leftOut);
        Given.time("deadline", deadline);
        for (Node node : leftOut) {
            if (!nodes.contains(node)) {
                throw new ReplicatedPostgresException(
                        "%s cannot be left out of a comparison: it is no node of this cluster. Its nodes are %s."
                                .formatted(node, nodes));
            }
        }
        Set<NodeRef> out = Arrays.stream(leftOut).map(Node::ref).collect(Collectors.toCollection(LinkedHashSet::new));
        acts.await(
                null,
                "await converged",
                out.isEmpty() ? "" : "leaving out " + out,
                () -> {
                    new Converging(this, deadline, out).await();
                    return true;
                },
                done -> null);
    }

    /**
     * What {@code pg_amcheck} finds wrong in the tables and indexes of all running nodes (PostgreSQL 14 and later), and a base backup in
     * their pages where data checksums are on; a line each, also for a node where one of them could not look. {@code pg_amcheck} needs the
     * extension {@code amcheck} and makes it, in {@code pg_catalog} of every database.
     *
     * @throws io.replicatedpostgres.model.SpecException if this version has no {@code pg_amcheck}
     */
    public List<String> corruption() {
        Amcheck.Found found = Amcheck.of(this);
        var problems = new ArrayList<>(found.problems());
        found.notLooked().forEach(reason -> problems.add("pg_amcheck could not look at " + reason));
        problems.addAll(Checksums.problems(this));
        return problems;
    }

    /** The deadline of each single operation on this machine. */
    public Duration deadline() {
        return spec.deadline();
    }

    /**
     * Injects a fault, which holds until the result is closed or the cluster is.
     *
     * @throws ReplicatedPostgresException if it does not fit this cluster; nothing is wrong then
     */
    public Injected inject(Fault fault) {
        Given.value("fault", fault);
        requireOpen("%s (%s) cannot be injected".formatted(fault.name(), fault.description()));
        ClusterScene scene = scene();
        scene.refuseForeign(fault);
        var handle = new AtomicReference<@Nullable Injected>();
        Runnable mended = OnPurpose.of(fault, nodes.stream().map(Node::ref).toList(), observer);
        Injected injected = OnPurpose.unlessThrows(
                mended,
                () -> Injected.of(fault, scene, recording.journal(), () -> {
                    mended.run();
                    Injected healed = handle.get();
                    if (healed != null) {
                        faults.remove(healed);
                    }
                }));
        handle.set(injected);
        faults.add(injected);
        return injected;
    }

    /**
     * Injects a fault, runs something, and heals it, also when that throws: {@code cluster.during(isolated(a), () -> b.promote())}.
     * What it throws comes out as it is, a checked exception too, and no signature has to say so.
     */
    public void during(Fault fault, During.Act act) {
        Given.value("fault", fault);
        Given.value("act", act);
        During.run(this, fault, act);
    }

    /**
     * The same with a result: {@code String seen = cluster.getDuring(latency(CLIENTS, a, ofMillis(50)), () -> service.read(7))}. It
     * has a name of its own so that no lambda and no method reference fits two methods.
     */
    public <T extends @Nullable Object> T getDuring(Fault fault, During.Question<T> question) {
        Given.value("fault", fault);
        Given.value("question", question);
        return During.get(this, fault, question);
    }

    /** What must stay as it is for as long as a fault holds: {@code cluster.during(fault).stays(…).lasting(…)}. */
    public During during(Fault fault) {
        Given.value("fault", fault);
        return new During(this, fault);
    }

    /**
     * Cuts the power of the machines of these nodes at one instant, as when a rack loses it: {@link Node#cutPower()} of each.
     *
     * @param nodes at least one; each has a disk of its own
     * @throws SpecException if no node is named
     * @throws ReplicatedPostgresException if one of them has no disk of its own; nothing is cut then
     */
    public void cutPower(Node... nodes) {
        Given.each("nodes", nodes);
        requireOpen("the power of %s cannot be cut".formatted(List.of(nodes)));
        if (nodes.length == 0) {
            throw SpecException.of("nodes = []", "the power of at least one machine is cut", "Name a node");
        }
        PowerCut.of(this, List.of(nodes)).strike();
    }

    /** Heals every fault that holds, the last one first. */
    public void healAll() {
        Closing.all(lastFirst().stream().<Runnable>map(fault -> fault::heal).toList());
    }

    private List<Injected> lastFirst() {
        var lastFirst = new ArrayList<>(faults);
        Collections.reverse(lastFirst);
        return lastFirst;
    }

    /**
     * Does a damage, which does not heal: {@link Inflicted#repair()} mends it, or the test does.
     *
     * @throws ReplicatedPostgresException if it does not fit this cluster; nothing is broken then
     */
    public Inflicted inflict(Damage damage) {
        Given.value("damage", damage);
        requireOpen("%s (%s) cannot be inflicted".formatted(damage.kind(), damage.description()));
        ClusterScene scene = scene();
        scene.refuseForeign(damage.kind().toString(), damage.target());
        Runnable mended = OnPurpose.of(damage, observer);
        return OnPurpose.unlessThrows(mended, () -> Inflicted.of(damage, scene, recording.journal(), mended));
    }

    private ClusterScene scene() {
        return new ClusterScene(this, provisioned.topology());
    }

    /**
     * Connections to the primary, through the links of the clients, as superuser; not pooled. With two primaries it is the first of the
     * spec that answers. The driver asks one node after the other ({@link #jdbcUrl}), and a frozen one holds it up for {@code connectTimeout},
     * 10 s: a pool that waits less waits in vain. pgjdbc 42.7.11 to 42.7.14 can wait for it without end, but for {@code sslmode=disable}.
     */
    public DataSource dataSource() {
        return ClientDataSource.of(jdbcUrl(), provisioned.credentials());
    }

    /**
     * The JDBC URL with all nodes that leads to the primary; without user and password. A node that is added later is not
     * in it: ask again.
     */
    public String jdbcUrl() {
        return JdbcUrl.ofPrimaryAmong(
                nodes.stream()
                        .map(node -> provisioned
                                .topology()
                                .link(Route.ofClients(node.ref()))
                                .endpoint())
                        .toList(),
                "postgres");
    }

    /** The login of {@link #jdbcUrl()}: the superuser. */
    public String user() {
        return Credentials.SUPERUSER;
    }

    /** The password of {@link #user()}; it opens this cluster and no other. */
    public String password() {
        return provisioned.credentials().superuserPassword();
    }

    /** The plan as a tree. */
    public String describe() {
        return spec.describe();
    }

    /** A standby whose upstream was away waits for up to 5 s before it tries again; a reload ends that wait. */
    void nudgeStandbysOf(NodeRef upstream) {
        for (Node node : nodes) {
            if (node.member().upstream().filter(upstream::equals).isPresent() && node.isStandby()) {
                node.member().server().reload();
            }
        }
    }

    /**
     * What was not as it looked, so far: once for each kind and node. The observer finds it, which looks only where there is a
     * journal.
     */
    public List<FalseHealth> falseHealth() {
        return observer.falseHealth();
    }

    /** What happened to it so far, and goes on. */
    public Journal journal() {
        return recording.journal();
    }

    /** Work that has to be ended and recorded before the guarantees are checked. */
    public void beforeChecks(Work work) {
        Given.value("work", work);
        works.add(work);
    }

    /** Something that works on this cluster and must end before it does, however the test went. */
    public void beforeClose(Runnable ending) {
        Given.value("ending", ending);
        endings.add(ending);
    }

    /**
     * Does what is to be done before the guarantees are checked: workloads that still run are closed by it.
     *
     * @return whether there was anything to do
     */
    public boolean settle() {
        return settleWorkSince(0);
    }

    /** How many workloads have begun on it so far. */
    public int workBegun() {
        return works.size();
    }

    /**
     * The same where several tests share a cluster, and one of them ends: the workloads that began after so many others are closed, and
     * what the nodes hold of all that are closed is recorded, those of earlier tests too.
     *
     * @return whether there is any
     */
    public boolean settleWorkSince(int begunBefore) {
        if (begunBefore < 0) {
            throw SpecException.of(
                    "begunBefore = " + begunBefore, "it is a number of workloads", "Give what workBegun() said");
        }
        return Undisturbed.get(() -> settled(begunBefore));
    }

    private boolean settled(int begunBefore) {
        List<Work> all = List.copyOf(works);
        Closing.all(
                all.stream().skip(begunBefore).<Runnable>map(work -> work::stop).toList());
        List<Runnable> recorded = all.stream()
                .filter(Work::isStopped)
                .<Runnable>map(work -> work::settle)
                .toList();
        Closing.all(recorded);
        return !recorded.isEmpty();
    }

    /**
     * The same at the end of a test, when nothing else is done to the cluster: what lies down is brought up first, so that what
     * it holds can be read. Faults are healed, frozen servers go on, and where no primary answers, the last one is started; what
     * its data directory was before is kept beside it.
     */
    public boolean settleAtTheEnd() {
        if (closed.get() || !settledAtTheEnd.compareAndSet(false, true)) {
            return !works.isEmpty();
        }
        return Undisturbed.get(() -> {
            Closing.all(works.stream().<Runnable>map(work -> work::stop).toList());
            if (!works.isEmpty()) {
                new FinalReads(this).prepare();
            }
            return settle();
        });
    }

    /** Kills what runs and leaves nothing behind. Closing twice is harmless. */
    @Override
    public void close() {
        close(() -> {});
    }

    /**
     * Kills what runs and leaves nothing behind but a copy: the plan, and of each node its data directory, archive and log,
     * without passwords.
     *
     * @param directory where to; unless it was {@linkplain KeptClusters#reserve reserved}, the oldest clusters that were kept beside it,
     *     beyond {@value KeptClusters#MAX}, make room
     */
    public void closeAndKeep(Path directory) {
        KeptClusters.requireNamed(directory);
        close(() -> Keeper.keep(provisioned.topology(), describe(), sharedArchive(), directory));
    }

    private Optional<String> sharedArchive() {
        return nodes.stream()
                .flatMap(node -> node.member().archive().stream())
                .map(archive -> Path.of(archive.directory()).normalize().toString())
                .filter(path -> spec.archive() == ArchiveMode.SHARED)
                .findFirst();
    }

    private void close(Runnable beforeFilesGo) {
        Undisturbed.run(() -> closeNow(beforeFilesGo));
    }

    private void closeNow(Runnable beforeFilesGo) {
        if (isSecond && !closed.get()) {
            // a test may close it before its end, and what its clients were told is judged all the same
            settleAtTheEnd();
        }
        if (closed.compareAndSet(false, true)) {
            Closing.all(List.of(
                    () -> Closing.all(List.copyOf(endings)),
                    () -> Closing.all(beside.stream()
                            .<Runnable>map(second -> second::close)
                            .toList()),
                    () -> observer.close(),
                    () -> Closing.all(lastFirst().stream()
                            .<Runnable>map(fault -> fault::forget)
                            .toList()),
                    () -> provisioned.topology().close(() -> {
                        acts.awaitEnd();
                        // what a verb has started meanwhile
                        nodes.forEach(node -> node.member().server().kill(spec.deadline()));
                        beforeFilesGo.run();
                    }),
                    () -> recording.whenClosed().run()));
        }
    }

    /** Its nodes, without asking any of them. */
    @Override
    public String toString() {
        return "cluster of " + nodes;
    }
}
