package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.manager.Patroni;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The failover manager of a cluster: what it says, and what it can be told. Both go past all links, so that a partition holds up
 * neither.
 *
 * @see Cluster#manager()
 */
public final class ClusterManager {

    private static final String PAUSE = "{\"pause\": true}";
    private static final String RESUME = "{\"pause\": null}";

    private final Cluster cluster;
    private final Management management;
    private final Acts acts;

    ClusterManager(Cluster cluster, Management management, Acts acts) {
        this.cluster = cluster;
        this.management = management;
        this.acts = acts;
    }

    private Patroni patroni() {
        return management.patroni();
    }

    private Duration deadline() {
        return cluster.deadline();
    }

    /** Which one it is. */
    public ManagerKind kind() {
        return management.manager().kind();
    }

    /** Its version, as its own program says: {@code 3.0.2}. */
    public String version() {
        return patroni().version(cluster.nodes().get(0).member().host(), deadline());
    }

    /**
     * The node that holds the leader key, as the store says; empty if nobody does. Which nodes are primaries is another question: {@link
     * Cluster#primaries()}.
     *
     * @throws ReplicatedPostgresException if no member of the store answers
     */
    public Optional<Node> leader() {
        return patroni().leader().map(cluster::node);
    }

    /**
     * What each agent says of the cluster, in the order of the nodes; an agent that does not answer within a second says nothing. In a
     * partition they contradict each other.
     */
    public List<ManagerView> views() {
        return cluster.nodes().stream()
                .flatMap(node -> patroni().view(node.member().host()).stream())
                .toList();
    }

    /** What the agent of one node says of the cluster; empty if it does not answer within a second. */
    public Optional<ManagerView> view(Node node) {
        return patroni().view(own(node).member().host());
    }

    /** The hosts of its store, for faults: {@code etcd-1}, … */
    public List<NodeRef> stores() {
        return patroni().etcd().members().stream().map(Host::node).toList();
    }

    /**
     * Waits until one node holds the leader key and is the primary.
     *
     * @return that node
     * @throws DeadlineException naming what each node is, and who holds the key
     */
    public Node awaitLeader() {
        return awaitLeader(deadline());
    }

    /** The same within another deadline. */
    public Node awaitLeader(Duration deadline) {
        Given.time("deadline", deadline);
        return acts.await(null, "await leader", "", () -> ledBy(deadline, node -> true), Node::name);
    }

    /**
     * Waits until another node than this one holds the leader key and is the primary.
     *
     * @param former the node that led
     * @return the new leader
     * @throws DeadlineException naming what each node is, and who holds the key
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
                () -> ledBy(deadline, node -> !node.equals(former)),
                Node::name);
    }

    private Node ledBy(Duration deadline, Predicate<Node> wanted) {
        return Await.orFail("no node came to lead", deadline)
                .lookAt(() -> cluster.states() + ". Logs of the agents: "
                        + cluster.nodes().stream()
                                .map(node -> Patroni.log(node.member().host()))
                                .collect(Collectors.joining(", ")))
                .until(
                        "one that holds the leader key and is the primary",
                        this::leading,
                        seen -> seen.filter(wanted).isPresent())
                .orElseThrow();
    }

    /** The holder of the key, if it is a primary by its own word. */
    private Optional<Node> leading() {
        try {
            return leader().filter(node -> node.member().state().role() == ServerState.Role.PRIMARY);
        } catch (ReplicatedPostgresException e) {
            return Optional.empty();
        }
    }

    /**
     * Has the leader hand over to another node, in the manager's own way, and waits until that node leads.
     *
     * @throws ReplicatedPostgresException if nobody leads, or the manager refuses, with its own words
     */
    public void switchover(Node heir) {
        own(heir);
        acts.run(null, "switchover", "to %s, by %s".formatted(heir, management.title()), () -> {
            Node leader = leader(heir);
            patroni().switchover(leader.member().host(), heir.ref(), deadline());
            ledBy(deadline(), heir::equals);
        });
    }

    private Node leader(Node heir) {
        try {
            return leader().orElseThrow(() -> new ReplicatedPostgresException(
                    "no node holds the leader key (%s). Wait with awaitLeader().".formatted(cluster.states())));
        } catch (ReplicatedPostgresException e) {
            throw new ReplicatedPostgresException("nobody can hand over to %s: %s".formatted(heir, e.getMessage()), e);
        }
    }

    /** Has the manager leave the servers alone, until {@link #resume()}: it neither fails over nor starts or stops any. */
    public void pause() {
        acts.run(null, "pause manager", "", () -> {
            configureAll(PAUSE);
            awaitAllSay(true);
        });
    }

    /** Has the manager look after the servers again. */
    public void resume() {
        acts.run(null, "resume manager", "", () -> {
            configureAll(RESUME);
            awaitAllSay(false);
        });
    }

    /** Each agent that runs: one that does not answer has not taken it up. */
    private void awaitAllSay(boolean paused) {
        Await.orFail("the agents did not take it up", deadline())
                .until(
                        "each agent that runs %s".formatted(paused ? "paused" : "not paused"),
                        () -> cluster.nodes().stream()
                                .filter(node -> node.member()
                                        .managed()
                                        .filter(ManagedVerbs::hasAgent)
                                        .isPresent())
                                .map(node -> view(node).map(ManagerView::isPaused))
                                .toList(),
                        answers -> !answers.isEmpty() && answers.stream().allMatch(Optional.of(paused)::equals));
    }

    /**
     * Changes settings of the manager's dynamic configuration while it runs; each agent takes them up in its next turn.
     *
     * @param settings each {@code name = value}, as {@code managerSettings} of the annotation
     * @throws SpecException if none is named, or there is no such setting
     */
    public void configure(String... settings) {
        Map<String, String> wanted = Manager.patroni(settings).settings();
        if (wanted.isEmpty()) {
            throw SpecException.of(
                    "settings = []", "at least one setting is to be changed", "Write for example \"ttl = 20\"");
        }
        acts.run(
                null,
                "configure manager",
                String.join(", ", settings),
                () -> configureAll(wanted.entrySet().stream()
                        .map(one -> "\"%s\": %s".formatted(one.getKey(), json(one.getValue())))
                        .collect(Collectors.joining(", ", "{", "}"))));
    }

    /** Numbers and truth values stand for themselves; {@code on} and {@code off} are words of YAML. */
    private static String json(String value) {
        return switch (value) {
            case "on", "yes", "true" -> "true";
            case "off", "no", "false" -> "false";
            default -> value.matches("-?\\d+") ? value : "\"%s\"".formatted(value);
        };
    }

    /** By way of the first agent that answers. */
    private void configureAll(String json) {
        var refusals = new ArrayList<ReplicatedPostgresException>();
        for (Node node : cluster.nodes()) {
            try {
                patroni().configure(node.member().host(), json, deadline());
                return;
            } catch (ReplicatedPostgresException e) {
                refusals.add(e);
            }
        }
        throw refusals.get(0);
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
        return management.manager().toString();
    }
}
