package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ManagerFaults;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The verbs of the nodes that each mischief calls, in order. */
final class MischiefActs {

    /** Does the mischief, and runs an action while it holds. */
    @FunctionalInterface
    interface Act {

        void on(Cluster cluster, Supplier<Node> node, Runnable hold);
    }

    /** A second. */
    static final int SLOW_REQUESTS = 20;

    static final Act PAUSE = (cluster, node, hold) -> {
        node.get().pause();
        hold.run();
        node.get().resume();
    };

    static final Act KILL_AND_START = downAndUp(Node::kill);

    static final Act KILL_STORE = (cluster, node, hold) -> cluster.during(ManagerFaults.storeKilled(), hold::run);

    static final Act SWITCH_OVER = (cluster, node, hold) -> {
        if (!cluster.manager().awaitLeader().equals(node.get())) {
            switchOver(cluster, node.get());
        }
        hold.run();
    };

    static final Act CUT_POWER_AND_START = downAndUp(Node::cutPower);

    static final Act FAILOVER = (cluster, node, hold) -> {
        Node old = cluster.primary();
        old.kill();
        hold.run();
        comeBack(cluster, old, cluster.failover());
    };

    static final Act FAILOVER_AFTER_A_CUT = (cluster, node, hold) -> {
        Node old = cluster.primary();
        Node[] heir = new Node[1];
        cluster.during(Faults.isolated(old), () -> {
            hold.run();
            heir[0] = cluster.failover();
        });
        comeBack(cluster, old, heir[0]);
    };

    private MischiefActs() {}

    /** A manager may refuse: Patroni with synchronous_mode takes the synchronous standby alone. It may not accept, and then not do it. */
    private static void switchOver(Cluster cluster, Node heir) {
        try {
            cluster.manager().switchover(heir);
        } catch (DeadlineException e) {
            throw e;
        } catch (ReplicatedPostgresException e) {
            cluster.journal().append(new Note("chaos: no switchover to %s: %s".formatted(heir, e.getMessage())));
        }
    }

    private static Act downAndUp(Consumer<Node> takesDown) {
        return (cluster, node, hold) -> {
            Node down = node.get();
            takesDown.accept(down);
            hold.run();
            up(cluster, down);
        };
    }

    /** As its manager wants it: repmgr lets no former primary join by itself. */
    static void up(Cluster cluster, Node down) {
        boolean rejoins = Mischief.managerOf(cluster) == ManagerKind.REPMGR && !down.isMarkedStandby();
        Optional<Node> leader =
                rejoins ? cluster.manager().leader().filter(node -> !node.equals(down)) : Optional.empty();
        if (leader.isPresent()) {
            leader.get().checkpoint(); // until 15, pg_rewind finds the new timeline by it
            cluster.manager().rejoin(down);
        } else {
            down.start();
        }
    }

    static Act during(Function<Node, Fault> strikes) {
        return (cluster, node, hold) -> cluster.during(strikes.apply(node.get()), hold::run);
    }

    /** One, and while it holds the other one. */
    static Act together(Act outer, Act inner) {
        return (cluster, node, hold) -> outer.on(cluster, node, () -> inner.on(cluster, node, hold));
    }

    /** A commit of the heir waits for no standby until its setting says so; the standbys that the spec names may be primaries now. */
    private static void comeBack(Cluster cluster, Node old, Node heir) {
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        SynchronousStandbys wanted = cluster.spec().synchronousStandbys();
        if (wanted.method() != Method.NONE) {
            heir.synchronousStandbys("%s %s (*)".formatted(wanted.method(), wanted.count()));
        }
    }
}
