package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.manager.FailoverManager;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.topology.Host;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The failover manager of a cluster: what it says, and what it can be told. Both go past all links, so that a partition holds up
 * neither.
 *
 * @see Cluster#manager()
 */
public final class ClusterManager {

    private final Cluster cluster;
    private final Management management;
    private final Acts acts;

    ClusterManager(Cluster cluster, Management management, Acts acts) {
        this.cluster = cluster;
        this.management = management;
        this.acts = acts;
    }

    private FailoverManager agents() {
        return management.manager();
    }

    private Duration deadline() {
        return cluster.deadline();
    }

    /** Which one it is. */
    public ManagerKind kind() {
        return agents().asked().kind();
    }

    /** Its version, as its own program says: {@code 3.0.2}. */
    public String version() {
        return agents().version(cluster.nodes().get(0).member().host(), deadline());
    }

    /**
     * The node that leads, by the manager's own record: with Patroni who holds the leader key, as the store says; with pg_auto_failover the
     * node that its monitor has assigned to take writes; with repmgr the only node whose own records call it the primary. Empty if no node
     * leads, or several do. Which nodes are primaries is another question: {@link Cluster#primaries()}.
     *
     * @throws ReplicatedPostgresException if no node that could say it answers
     */
    public Optional<Node> leader() {
        return only(agents().leaders().stream().map(cluster::node).toList());
    }

    /**
     * What each node's source says of the cluster, in the order of the nodes: with Patroni its agent, with repmgr the records in its server,
     * with pg_auto_failover the monitor, once for all of them. What does not answer within a second says nothing. In a partition they
     * contradict each other.
     */
    public List<ManagerView> views() {
        return cluster.nodes().stream()
                .flatMap(node -> agents().view(node.member().host()).stream())
                .distinct()
                .toList();
    }

    /** What the source of one node says of the cluster; empty if it does not answer within a second. */
    public Optional<ManagerView> view(Node node) {
        return agents().view(own(node).member().host());
    }

    /** The hosts of its store, for faults: {@code etcd-1}, …; {@code monitor} with pg_auto_failover; none with repmgr. */
    public List<NodeRef> stores() {
        return agents().stores().stream().map(Host::node).toList();
    }

    /**
     * Waits until one node leads, by the manager's record, and is the primary.
     *
     * @return that node
     * @throws DeadlineException naming what each node is
     */
    public Node awaitLeader() {
        return awaitLeader(deadline());
    }

    /** The same within another deadline. */
    public Node awaitLeader(Duration deadline) {
        Given.time("deadline", deadline);
        return acts.await(null, "await leader", "", () -> ledBy(deadline, ClusterManager::only), Node::name);
    }

    /**
     * Waits until another node than this one leads, by the manager's record, and is the primary. The former one may call itself the primary
     * too.
     *
     * @param former the node that led
     * @return the new leader
     * @throws DeadlineException naming what each node is
     */
    public Node awaitFailoverFrom(Node former) {
        return awaitFailoverFrom(former, deadline());
    }

    /** The same within another deadline. */
    public Node awaitFailoverFrom(Node former, Duration deadline) {
        own(former);
        Given.time("deadline", deadline);
        return acts.await(
                null,
                "await failover",
                "from " + former,
                () -> ledBy(
                        deadline,
                        leaders -> leaders.stream()
                                .filter(node -> !node.equals(former))
                                .findFirst()),
                Node::name);
    }

    private static Optional<Node> only(List<Node> leaders) {
        return leaders.size() == 1 ? Optional.of(leaders.get(0)) : Optional.empty();
    }

    /** Waits until one of those that lead is chosen. */
    private Node ledBy(Duration deadline, Function<List<Node>, Optional<Node>> choice) {
        List<Node> leaders = Await.orFail("no node came to lead", deadline)
                .lookAt(() -> cluster.states() + ". Logs of the agents: "
                        + cluster.nodes().stream()
                                .map(node -> agents().log(node.member().host()))
                                .collect(Collectors.joining(", ")))
                .until(
                        "one that %s and is a primary".formatted(agents().leading()),
                        this::leading,
                        seen -> choice.apply(seen).isPresent());
        return choice.apply(leaders).orElseThrow();
    }

    /** Those that lead, by the manager's record, and by their own word are primaries. */
    private List<Node> leading() {
        try {
            return agents().leaders().stream()
                    .map(cluster::node)
                    .filter(node -> node.member().state().role() == ServerState.Role.PRIMARY)
                    .toList();
        } catch (ReplicatedPostgresException e) {
            return List.of();
        }
    }

    /**
     * Has the leader hand over to another node, in the manager's own way, and waits until that node leads.
     *
     * @throws ReplicatedPostgresException if no node leads, or the manager refuses, with its own words
     */
    public void switchover(Node heir) {
        own(heir);
        agents().refuseSwitchover(heir.ref());
        acts.run(null, "switchover", "to %s, by %s".formatted(heir, management.title()), () -> {
            Node leader = leader(heir);
            agents().switchover(leader.member().host(), heir.member().host(), deadline());
            ledBy(deadline(), leaders -> only(leaders).filter(heir::equals));
        });
    }

    private Node leader(Node heir) {
        try {
            return leader().orElseThrow(() -> new ReplicatedPostgresException(
                    "not exactly one node %s (%s). Wait with awaitLeader(), or take down the one that should not lead."
                            .formatted(agents().leading(), cluster.states())));
        } catch (ReplicatedPostgresException e) {
            throw new ReplicatedPostgresException(
                    "it is not known from which node %s should take over, or which it should follow: %s"
                            .formatted(heir, e.getMessage()),
                    e);
        }
    }

    /**
     * Has the manager leave the servers alone, until {@link #resume()}: it neither fails over nor starts or stops any.
     *
     * @throws ReplicatedPostgresException with pg_auto_failover, which has no such state
     */
    public void pause() {
        acts.run(null, "pause manager", "", () -> {
            agents().pause(true, working(), deadline());
            awaitAllSay(true);
        });
    }

    /** Has the manager look after the servers again. */
    public void resume() {
        acts.run(null, "resume manager", "", () -> {
            agents().pause(false, working(), deadline());
            awaitAllSay(false);
        });
    }

    /** The hosts of the agents that run. */
    private List<Host> working() {
        return cluster.nodes().stream()
                .map(Node::member)
                .filter(Member::hasAgent)
                .map(Member::host)
                .toList();
    }

    /** Each agent that runs: one that does not answer has not taken it up. */
    private void awaitAllSay(boolean paused) {
        Await.orFail("the agents did not take it up", deadline())
                .until(
                        "each agent that runs %s".formatted(paused ? "paused" : "not paused"),
                        () -> working().stream()
                                .map(host -> agents().view(host).map(ManagerView::isPaused))
                                .toList(),
                        answers -> !answers.isEmpty() && answers.stream().allMatch(Optional.of(paused)::equals));
    }

    /**
     * Changes settings of the manager while it runs: of Patroni those of its dynamic configuration, which each agent takes up in its next
     * turn; of repmgr those of its file, which each agent reads again; of pg_auto_failover those of the monitor and of the agents.
     *
     * @param settings each {@code name = value}, as {@code managerSettings} of the annotation
     * @throws SpecException if none is named, or there is no such setting
     */
    public void configure(String... settings) {
        Given.each("settings", settings);
        var wanted = new Manager(kind(), Manager.parse(List.of(settings)), 1);
        if (wanted.settings().isEmpty()) {
            throw SpecException.of(
                    "settings = []", "at least one setting is to be changed", "Write for example \"ttl = 20\"");
        }
        acts.run(
                null,
                "configure manager",
                String.join(", ", settings),
                () -> agents().reconfigure(
                                wanted,
                                cluster.nodes().stream()
                                        .map(node -> node.member().host())
                                        .toList(),
                                deadline()));
    }

    /**
     * Has a former primary, which does not run, join again in the manager's own way, as a standby of the node that leads: {@code repmgr node
     * rejoin --force-rewind}; then its agent is started. With Patroni an agent does that itself: {@link Node#start()}.
     *
     * @throws ReplicatedPostgresException if it runs, if no one node leads, or if the manager refuses, with its own words
     */
    public void rejoin(Node node) {
        own(node);
        if (node.isRunning()) {
            throw new ReplicatedPostgresException(
                    "%s cannot join again: it runs. Use stop(), or kill().".formatted(node));
        }
        if (node.member().hasAgent()) {
            throw new ReplicatedPostgresException(
                    "%s cannot join again: its agent runs. Use kill(), which ends that too.".formatted(node));
        }
        node.verbs().rejoin(leader(node).member().host());
    }

    private Node own(Node node) {
        Given.value("node", node);
        if (!cluster.nodes().contains(node)) {
            throw new ReplicatedPostgresException("%s is no node of this cluster; its nodes are %s. Name one of them."
                    .formatted(node, cluster.nodes()));
        }
        return node;
    }

    /** Its name and its settings. */
    @Override
    public String toString() {
        return agents().asked().toString();
    }
}
