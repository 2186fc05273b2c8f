package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes to get a primary with a streaming standby, cold and warm, to close it, and to live through the story;
 * beside it, in the same run and on the same host, what PostgreSQL's own tools need for the pair, and the floor.
 */
public final class ClusterBenchmark {

    private static final int ROUNDS = Table.rounds(15);

    /** No round begins later than this: the table says how many there were. */
    private static final long ROUNDS_NANOS = TimeUnit.MINUTES.toNanos(2);

    private static final String TOOLS = "initdb + pg_basebackup + both started, by a shell";
    private static final String FLOOR = "the floor: copy a pair, start both, wait for streaming";

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
        try (var lender = new Lender(Place.ofThisJvm())) {
            System.out.println(lender.whereabouts());
            rounds(spec, lender);
        }
        table.print(TOOLS, FLOOR);
        new AtOnce(spec, Table.rounds(7)).print();
        PerTest.print(Table.rounds(7));
        System.out.flush();
    }

    private void rounds(ClusterSpec spec, Lender lender) throws Exception {
        var three = ClusterSpec.builder().standbys(2).place(Place.ofThisJvm()).build();
        var thrifty = PlainTools.thrifty(lender);
        var tutorial = PlainTools.asInATutorial(lender);
        var floor = new Floor(lender);
        long began = System.nanoTime();
        for (int i = 0; i < ROUNDS && System.nanoTime() - began < ROUNDS_NANOS; i++) {
            Cluster[] cluster = new Cluster[1];
            table.time("warm: primary and one streaming standby", () -> cluster[0] = Cluster.start(spec));
            table.add(FLOOR, floor.pair());
            table.time("the story: promote, diverge, rewind, in sync", () -> story(cluster[0]));
            table.time("close: nothing left", () -> cluster[0].close());
            table.time("warm: primary and two streaming standbys", () -> cluster[0] = Cluster.start(three));
            verbs(cluster[0]);
            cluster[0].close();
            if (i % 3 == 0) {
                table.add(TOOLS, thrifty.pair());
                thrifty.clear();
                table.add("the same as in a tutorial: /tmp, fsync, no options", tutorial.pair());
                tutorial.clear();
            }
        }
    }

    private void verbs(Cluster cluster) throws Exception {
        Node first = cluster.primary();
        Node second = cluster.nodes().get(1);
        table.time("promote", () -> second.promote());
        second.createDatabase("on_second");
        first.createDatabase("on_first");
        first.stop();
        table.time("rewind", () -> first.rewindTo(second));
        first.start();
        Node third = cluster.nodes().get(2);
        third.stop();
        table.time("rebuild", () -> third.rebuildFrom(second));
    }

    /** None is given back before the last is started, so that none finds one that waits. */
    private void fromNewContainers(ClusterSpec spec) throws Exception {
        var all = new ArrayList<Cluster>();
        for (int i = 0; i < 4; i++) {
            table.time("warm: the same in containers that have to be started", () -> all.add(Cluster.start(spec)));
        }
        all.forEach(Cluster::close);
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
