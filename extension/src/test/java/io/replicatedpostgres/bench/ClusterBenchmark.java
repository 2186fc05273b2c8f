package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes to get a primary with a streaming standby, cold and warm, to close it, and to live through the story;
 * beside it, in the same run, what PostgreSQL's own tools need for the pair.
 */
public final class ClusterBenchmark {

    private static final int ROUNDS = Table.rounds(15);

    /** No round begins later than this: the table says how many there were. */
    private static final long ROUNDS_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Table table = new Table();

    private ClusterBenchmark() {}

    /** Prints the table. */
    public static void main(String[] arguments) throws Exception {
        new ClusterBenchmark().run();
    }

    private void run() throws Exception {
        // a script that nobody else has: its template has to be built
        var fresh = ClusterSpec.builder()
                .initScripts(List.of(new InitScript("fresh", "SELECT " + System.nanoTime())))
                .place(Place.ofThisJvm())
                .build();
        var spec = ClusterSpec.builder().place(Place.ofThisJvm()).build();

        table.add("cold: first cluster of the JVM, template to be built", () -> Cluster.start(fresh), Cluster::close);
        for (int i = 0; i < 3; i++) {
            Cluster.start(spec).close();
        }
        if (Place.ofThisJvm().runtime() == RuntimeKind.CONTAINER) {
            fromNewContainers(spec);
        }
        var tools = new PlainTools(local());
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS && System.nanoTime() - began < ROUNDS_NANOS; i++) {
            Cluster[] cluster = new Cluster[1];
            table.time("warm: primary and one streaming standby", () -> cluster[0] = Cluster.start(spec));
            table.time("the story: promote, diverge, rewind, in sync", () -> story(cluster[0]));
            table.time("close: nothing left", () -> cluster[0].close());
            if (i % 3 == 0) {
                table.time("initdb + pg_basebackup + both started, by the tools", tools::pair);
                tools.clear();
            }
        }
        table.print("initdb + pg_basebackup + both started, by the tools");
        System.out.flush();
    }

    /** None is given back before the last is started, so that none finds one that waits. */
    private void fromNewContainers(ClusterSpec spec) throws Exception {
        var all = new ArrayList<Cluster>();
        for (int i = 0; i < 4; i++) {
            table.time("warm: the same in containers that have to be started", () -> all.add(Cluster.start(spec)));
        }
        all.forEach(Cluster::close);
    }

    /** The tools are run on this machine whatever else is in containers. */
    private static Place local() {
        return Place.from(key -> Optional.ofNullable(
                key.equals(PlaceKey.RUNTIME.key()) ? RuntimeKind.LOCAL.toString() : System.getProperty(key)));
    }

    private static void story(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        b.promote();
        a.createDatabase("on_a");
        b.createDatabase("on_b");
        b.stop();
        b.rewindTo(a);
        b.start();
        cluster.awaitInSync();
        if (!b.databases().contains("on_a") || b.databases().contains("on_b")) {
            throw new IllegalStateException("the story did not end well: " + b.databases());
        }
    }
}
