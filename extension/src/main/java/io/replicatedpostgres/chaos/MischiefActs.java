package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
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

    private static Act downAndUp(Consumer<Node> takesDown) {
        return (cluster, node, hold) -> {
            takesDown.accept(node.get());
            hold.run();
            node.get().start();
        };
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
