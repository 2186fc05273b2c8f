package io.replicatedpostgres.junit;

import static io.replicatedpostgres.junit.InterruptedDeed.waits;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.fault.VolumeFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Waits that do not come to an end by themselves, and faults that hold. */
final class InterruptedWaits {

    private static final System.Logger LOG = System.getLogger(InterruptedWaits.class.getName());
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final Duration SHORT = Duration.ofMillis(50);

    private InterruptedWaits() {}

    static List<InterruptedDeed> all() {
        return Stream.concat(endless().stream(), faults().stream().flatMap(InterruptedWaits::held))
                .toList();
    }

    private static Node one(Cluster cluster) {
        return cluster.node("node-1");
    }

    private static Node two(Cluster cluster) {
        return cluster.node("node-2");
    }

    private static void cut(Cluster cluster) {
        cluster.inject(Faults.isolated(one(cluster)));
        one(cluster).execute("CREATE TABLE never_shipped ()");
    }

    /** Those that nothing ends but an interrupt, and that can be begun again. */
    static List<InterruptedDeed> endless() {
        return List.of(
                waits("await replay", InterruptedWaits::cut, it -> two(it).awaitReplay(one(it).currentPosition())),
                waits(
                        "await replay of a frozen node",
                        it -> two(it).pause(),
                        it -> two(it).awaitReplay(one(it).currentPosition())),
                waits("await in sync", InterruptedWaits::cut, Cluster::awaitInSync),
                waits("await converged", InterruptedWaits::cut, it -> it.awaitConverged(LONG)),
                waits("await stopped", it -> {}, it -> one(it).awaitStopped()),
                waits(
                        "await a line of the log",
                        it -> {},
                        it -> one(it).log()
                                .await("what is never logged", one(it).log().mark())),
                waits("await streaming", it -> {}, it -> it.node("node-3").awaitStreamingFrom(two(it))),
                waits(
                        "await streaming from a frozen node",
                        it -> two(it).pause(),
                        it -> it.node("node-3").awaitStreamingFrom(two(it))),
                waits("await acknowledgements, and the end of its clients", it -> {}, InterruptedWaits::acknowledged),
                waits("await what slow nodes do", it -> slow(one(it)), Cluster::awaitStates),
                waits("await the primary", it -> one(it).pause(), Cluster::primary),
                waits("a statement", it -> {}, it -> one(it).query("SELECT pg_sleep(25)")),
                waits(
                        "a commit without a standby",
                        InterruptedWaits::deaf,
                        it -> one(it).execute("SELECT pg_logical_emit_message(true, 'not', 'confirmed')")),
                waits(
                        "a program",
                        it -> {},
                        it -> one(it).tool("psql")
                                .with("-c", "SELECT pg_sleep(25)")
                                .run()));
    }

    private static void deaf(Cluster cluster) {
        one(cluster).synchronousStandbys("FIRST 1 (node-2)");
        two(cluster).stop(StopMode.IMMEDIATE);
    }

    /** No log-in succeeds until the cluster is closed. */
    private static void slow(Node node) {
        var holder = new Thread(() -> {
            try (var connection = node.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("BEGIN; LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)");
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "the cluster is closed", e);
            }
        });
        holder.setDaemon(true);
        holder.start();
        Await.orFail("the node is not slow", LONG)
                .until("no answer", node::state, seen -> seen.role() == Role.UNRESPONSIVE);
    }

    private static void acknowledged(Cluster cluster) {
        try (var load = Workload.inserts(cluster, Clients.of(1))) {
            load.awaitAcknowledged(1_000_000);
        }
    }

    private record Named(String name, Function<Cluster, Fault> fault) {}

    private static List<Named> faults() {
        return List.of(
                new Named("isolated, frozen", it -> Faults.isolated(one(it), Cut.FREEZE)),
                new Named("isolated, refused", it -> Faults.isolated(one(it), Cut.REFUSE)),
                new Named("isolated, reset", it -> Faults.isolated(one(it), Cut.RESET)),
                new Named("one way, lost", it -> Faults.oneWay(one(it), two(it), Cut.LOSE)),
                new Named("latency", it -> Faults.latency(one(it), two(it), SHORT)),
                new Named("bandwidth", it -> Faults.bandwidth(one(it), two(it), 64)),
                new Named("flapping", it -> Faults.flapping(Faults.isolated(one(it)), SHORT, SHORT)),
                new Named("frozen node", it -> ProcessFaults.frozen(two(it))),
                new Named("frozen walsender", it -> ProcessFaults.frozen(one(it), ProcessKind.WALSENDER)),
                new Named("crash loop", it -> ProcessFaults.crashLoop(two(it), SHORT)),
                new Named("replay paused", it -> ReplicationFaults.replayPaused(two(it))),
                new Named("replay delayed", it -> ReplicationFaults.replayDelayed(two(it), LONG)),
                new Named("login refused", it -> ReplicationFaults.loginRefused(one(it))),
                new Named("wrong password", it -> ReplicationFaults.wrongPassword(two(it))),
                new Named("line missing in pg_hba.conf", it -> ReplicationFaults.hbaLineMissing(one(it))),
                new Named("limits lowered", it -> ReplicationFaults.limitsLowered(two(it))),
                new Named("long query", it -> SessionFaults.longQuery(two(it))),
                new Named("idle transaction", it -> SessionFaults.idleTransaction(one(it))),
                new Named("prepared transaction", it -> SessionFaults.preparedTransaction(one(it))),
                new Named("bulk load", it -> SessionFaults.bulkLoad(one(it))),
                new Named("slots exhausted", it -> SlotFaults.slotsExhausted(one(it))),
                new Named("walsenders exhausted", it -> SlotFaults.walsendersExhausted(one(it))),
                new Named("archive fails", it -> ArchiveFaults.failing(one(it))),
                new Named("archive hangs", it -> ArchiveFaults.hanging(one(it))),
                new Named("small volume", it -> VolumeFaults.small(two(it), Volume.PG_WAL, DataSize.megabytes(200))));
    }

    /** Interrupted while it holds; and while it begins or heals. */
    private static Stream<InterruptedDeed> held(Named named) {
        return Stream.of(
                waits(
                        named.name() + " holds",
                        it -> {},
                        it -> it.during(named.fault().apply(it))
                                .stays("all is well", () -> true)
                                .lasting(LONG)),
                new InterruptedDeed(
                        named.name() + " begins and heals",
                        300,
                        false,
                        it -> {},
                        it -> it.inject(named.fault().apply(it)).heal(),
                        Cluster::awaitInSync));
    }
}
