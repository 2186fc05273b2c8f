package io.replicatedpostgres.manager;

import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Spawned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A failover manager of one cluster: an agent beside each server, and hosts of its own where it has some. */
public interface FailoverManager {

    /** How many lines of a log a message holds. */
    int LOG_END_LINES = 4;

    /** Which one, and its settings. */
    Manager asked();

    /** What its own program says of its version: {@code 3.0.2}. */
    String version(Host host, Duration deadline);

    /** The {@code cluster_name} that it gives each server; empty where that is left to the harness. */
    default Optional<String> clusterName() {
        return Optional.empty();
    }

    /** The database in which it keeps records of its own; empty if it has none. */
    default Optional<String> ownDatabase() {
        return Optional.empty();
    }

    /** Whether its agents start and stop the servers, and write whom they stream from. */
    boolean ownsServers();

    /** The hosts of its store; none where it has no store. */
    List<Host> stores();

    /** Starts a host of its store, for the first time or again. */
    void startStore(Host store);

    /**
     * The {@code application_name} of a standby's walreceiver, and the slot that it streams through; empty where those are the names that
     * the harness gives, or where the manager does not know it.
     */
    default Optional<String> nameOfStandby(NodeRef node) {
        return Optional.empty();
    }

    /** What is left to do when all nodes are well for the first time. */
    default void allAreWell(Duration deadline) {
        // nothing
    }

    /** What the servers need before any of them starts. */
    void configure(Configuration server);

    /** The files that tell the agent of a host what it does. */
    List<FileChange> files(Host host, Configuration server);

    /**
     * What has to be done between the servers' start and that of the first agent.
     *
     * @param hosts those of the servers, the primary's first
     * @param deadline for each part of it
     */
    void prepare(List<Host> hosts, Duration deadline);

    /**
     * Starts an agent.
     *
     * @param serverLog where a server that it starts writes its log to
     */
    Spawned start(Host host, String serverLog);

    /** The processes of an agent; none if it does not run. */
    List<ServerProcess> agent(Host host);

    /** The log of an agent, a path of its host. */
    String log(Host host);

    /** The last lines of that log, with where it is: the file may be gone when the message is read. */
    default String logEnd(Host host) {
        List<String> lines = host.lines(log(host));
        return "%s: %s".formatted(log(host), lines.subList(Math.max(0, lines.size() - LOG_END_LINES), lines.size()));
    }

    /** What a line of an agent's log tells, without the time; empty if it is what each turn of its loop says. */
    Optional<String> told(String line);

    /**
     * The nodes that lead, by the manager's own record. A record that each node keeps for itself can name several at once.
     *
     * @throws ReplicatedPostgresException if no member says who leads
     */
    List<NodeRef> leaders();

    /** The same; where no record can be read it says so instead of throwing. */
    WhoLeads whoLeads();

    /** What "leads" means here: {@code holds the leader key}. */
    String leading();

    /** How often it is asked who leads. */
    Duration interval();

    /** Whether others may join the first leader. */
    default boolean isReady() {
        return true;
    }

    /** What the agent of a node says of the cluster; empty if it does not answer within a second. */
    Optional<ManagerView> view(Host host);

    /**
     * Whether the agent of a host is at work and says that all is as it was asked for.
     *
     * @param nodes how many there are
     */
    boolean isWell(Host host, int nodes);

    /** Refuses a switchover where it has none, before anything is done. */
    default void refuseSwitchover(NodeRef heir) {
        // it has one
    }

    /** Asks a leader to hand over to another node, and waits for the answer. */
    void switchover(Host leader, Host heir, Duration deadline);

    /**
     * Has it leave the servers alone, or look after them again.
     *
     * @param hosts those of all agents that run
     */
    void pause(boolean paused, List<Host> hosts, Duration deadline);

    /**
     * Changes settings while it runs.
     *
     * @param settings what was asked for, checked
     * @param hosts those of all nodes
     */
    void reconfigure(Manager settings, List<Host> hosts, Duration deadline);

    /**
     * Brings the server of a former primary, which does not run, back as a standby of another one.
     *
     * @param leader the host of the node that leads
     */
    void rejoin(Host host, Host leader, Duration deadline);
}
