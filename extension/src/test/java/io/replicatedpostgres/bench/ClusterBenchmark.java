package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.spec.Ahead;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes to get a primary with a streaming standby, cold and warm, to close it, and to live through the story;
 * beside it, in the same run and on the same host, what PostgreSQL's own tools need for the pair, and the floor. In this JVM's
 * place, or in every one that {@code -Dplaces} lists: {@code local, container:13, container:17}.
 */
public final class ClusterBenchmark {

    /** No round begins later than this: the table says how many there were. */
    private static final long ROUNDS_NANOS = TimeUnit.MINUTES.toNanos(3);

    private static final String TOOLS = "initdb + pg_basebackup + both started, by a shell";
    private static final String FLOOR = "the floor: copy a pair, start both, wait for streaming";

    private final String words;
    private final Place place;
    private final int rounds;
    private final ClusterSpec pair;
    private final ClusterSpec three;
    private final Table table = new Table();

    private ClusterBenchmark(String words, int usualRounds) {
        this.words = words;
        this.place = Wanted.place(words);
        this.rounds = Wanted.rounds(place, usualRounds);
        this.pair = ClusterSpec.builder().place(place).build();
        this.three = ClusterSpec.builder().standbys(2).place(place).build();
    }

    /** Prints the tables. */
    public static void main(String[] arguments) throws Exception {
        List<String> places = Wanted.places();
        if (places.isEmpty()) {
            new ClusterBenchmark("", 15).run();
            PerTest.print(Wanted.rounds(Place.ofThisJvm(), 7));
        } else {
            var side = new SideBySide();
            for (String one : places) {
                side.add(one, new ClusterBenchmark(one, 7).run());
            }
            side.print();
        }
        System.out.flush();
    }

    /** Runs all rounds in a place, and prints what came of it. */
    private Table run() throws Exception {
        // a script of its own: its template has to be built
        var fresh = ClusterSpec.builder()
                .initScripts(List.of(new InitScript("fresh", "SELECT " + System.nanoTime())))
                .place(place)
                .build();
        table.add("cold: first cluster, template to be built", () -> Cluster.start(fresh), Cluster::close);
        for (int i = 0; i < 3; i++) {
            Cluster.start(pair).close();
        }
        if (place.runtime() == RuntimeKind.CONTAINER) {
            fromNewContainers();
        }
        try (var lender = new Lender(place)) {
            System.out.println(lender.whereabouts());
            rounds(lender);
        }
        startedAhead();
        table.print(TOOLS, FLOOR);
        new AtOnce(pair, (rounds + 1) / 2).print(table);
        return table;
    }

    private void rounds(Lender lender) throws Exception {
        ClusterSpec unprepared =
                ClusterSpec.builder().place(Wanted.place(words, Ahead.NOTHING)).build();
        var thrifty = PlainTools.thrifty(lender);
        var tutorial = PlainTools.asInATutorial(lender);
        var floor = new Floor(lender);
        long began = System.nanoTime();
        for (int i = 0; i < rounds && System.nanoTime() - began < ROUNDS_NANOS; i++) {
            Cluster[] cluster = new Cluster[1];
            table.time("warm: primary and one streaming standby", () -> cluster[0] = Cluster.start(pair));
            table.time("the story: promote, diverge, rewind, in sync", () -> story(cluster[0]));
            table.time("close: nothing left", () -> cluster[0].close());
            // when nothing is made ahead any more, which it would have to share the machine with
            table.add(FLOOR, floor.pair());
            table.time("warm: primary and two streaming standbys", () -> cluster[0] = Cluster.start(three));
            verbs(cluster[0]);
            cluster[0].close();
            if (i % 3 == 0) {
                table.add(TOOLS, thrifty.pair());
                thrifty.clear();
                table.add("the same as in a tutorial: /tmp, fsync, no options", tutorial.pair());
                tutorial.clear();
                // twice, so that the first uses up what was made ahead
                Cluster.start(unprepared).close();
                table.time("warm: the pair, with nothing made ahead", () -> cluster[0] = Cluster.start(unprepared));
                cluster[0].close();
                onEmbeddedBinaries(lender.version());
            }
        }
    }

    /** Where those of the same major version are on the class path: {@code -Dembedded.version=15.14.0}. */
    private void onEmbeddedBinaries(PostgresVersion version) throws Exception {
        Optional<Place> embedded = Wanted.embedded(place, version);
        if (embedded.isPresent()) {
            var spec = ClusterSpec.builder().place(embedded.get()).build();
            // the first unpacks them, and makes the template
            Cluster.start(spec).close();
            Cluster[] cluster = new Cluster[1];
            table.time(
                    "warm: the same on embedded binaries, PostgreSQL " + version.major(),
                    () -> cluster[0] = Cluster.start(spec));
            cluster[0].close();
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

    /** Each test of these is the story, so that there is time to start the next cluster, and work that it disturbs. */
    private void startedAhead() throws Exception {
        ClusterSpec spec =
                ClusterSpec.builder().place(Wanted.place(words, Ahead.CLUSTER)).build();
        Cluster first = Cluster.start(spec);
        story(first);
        first.close();
        for (int i = 0; i < rounds; i++) {
            Cluster[] cluster = new Cluster[1];
            table.time("ahead=cluster: the pair was started meanwhile", () -> cluster[0] = Cluster.start(spec));
            table.time("ahead=cluster: the story, the next pair starting", () -> story(cluster[0]));
            cluster[0].close();
        }
        // a request for another one closes the last
        Cluster.start(pair).close();
    }

    /** None is given back before the last is started, so that none finds one that waits. */
    private void fromNewContainers() throws Exception {
        var all = new ArrayList<Cluster>();
        for (int i = 0; i < 4; i++) {
            table.time("warm: the same in containers that have to be started", () -> all.add(Cluster.start(pair)));
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
