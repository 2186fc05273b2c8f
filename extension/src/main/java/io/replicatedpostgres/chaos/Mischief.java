package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What can be done to a cluster in one step. Each leaves one primary with standbys that stream, so that the next one finds its
 * place. Any {@link Fault} can be one, and several can hold at the same time:
 *
 * <pre>{@code
 * static final Mischief SLOW = Mischief.fault("SLOW", node ->
 *         Faults.latency(node.cluster().primary(), node, Duration.ofMillis(50)));
 * static final Mischief SLOW_AND_FROZEN = SLOW.with("SLOW_AND_FROZEN", Mischief.PAUSE);
 * }</pre>
 */
public final class Mischief {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

    /** The node is cut off from the other nodes, and clients still reach it. */
    public static final Mischief ISOLATE = fault("ISOLATE", Faults::isolated);

    /** The connections of clients to the node are reset, and new ones too. */
    public static final Mischief RESET_CLIENTS = fault("RESET_CLIENTS", node -> Faults.clientsCut(node, Cut.RESET));

    /** Every process of the node is frozen. */
    public static final Mischief PAUSE = new Mischief("PAUSE", (cluster, node, hold) -> {
        node.pause();
        hold.run();
        node.resume();
    });

    /** Every process of the node is killed, and it comes back as what it was. */
    public static final Mischief KILL_AND_START = new Mischief("KILL_AND_START", (cluster, node, hold) -> {
        node.kill();
        hold.run();
        node.start();
    });

    /** The primary is killed, the most advanced standby promoted, and the old primary comes back as its standby. */
    public static final Mischief FAILOVER = new Mischief("FAILOVER", (cluster, node, hold) -> {
        Node old = cluster.primary();
        Node heir = cluster.failover();
        comeBack(cluster, old, heir);
    });

    /** The same, after the primary was cut off from its standbys while clients went on. Loses what was not shipped. */
    public static final Mischief FAILOVER_AFTER_A_CUT = new Mischief("FAILOVER_AFTER_A_CUT", (cluster, node, hold) -> {
        Node old = cluster.primary();
        Node[] heir = new Node[1];
        cluster.during(Faults.isolated(old), () -> {
            hold.run();
            heir[0] = cluster.failover();
        });
        comeBack(cluster, old, heir[0]);
    });

    private final String name;
    private final Act act;

    private Mischief(String name, Act act) {
        if (!NAME.matcher(name).matches()) {
            throw SpecException.of(
                    "a mischief called '" + name + "'",
                    "a schedule is printed as a test to paste, in which it stands by its name",
                    "Give it the name of the constant that holds it, for example SLOW");
        }
        this.name = name;
        this.act = act;
    }

    /**
     * A fault that holds for a while and heals. What does not heal by itself has no place in a schedule.
     *
     * @param name the name of the constant that holds it, as a test that is printed shall say it
     * @param strikes what befalls the node that was drawn; it may strike others too
     * @throws SpecException if the name is none of Java's
     */
    public static Mischief fault(String name, Function<Node, Fault> strikes) {
        return new Mischief(name, (cluster, node, hold) -> cluster.during(strikes.apply(node), hold));
    }

    /**
     * This one, and another one on the same node while it holds.
     *
     * @param called the name of the constant that holds both
     * @param inner what is done while this one holds
     * @throws SpecException if the name is none of Java's
     */
    public Mischief with(String called, Mischief inner) {
        return new Mischief(
                called, (cluster, node, hold) -> act.on(cluster, node, () -> inner.act.on(cluster, node, hold)));
    }

    void act(Cluster cluster, Node node, Pause hold) {
        act.on(cluster, node, hold::now);
    }

    /** Its name. */
    @Override
    public String toString() {
        return name;
    }

    /** The heir waits for nobody until somebody says so. */
    private static void comeBack(Cluster cluster, Node old, Node heir) {
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        if (cluster.spec().synchronousStandbys().method() != Method.NONE) {
            heir.synchronousStandbys("FIRST %d (*)"
                    .formatted(cluster.spec().synchronousStandbys().count()));
        }
    }

    /** What is done, with what happens while it holds. */
    private interface Act {

        void on(Cluster cluster, Node node, Runnable hold);
    }
}
