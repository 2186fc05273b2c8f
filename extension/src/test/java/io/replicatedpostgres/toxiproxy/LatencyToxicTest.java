package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatencyToxicTest {
    private final Rig rig = Rig.withProxy();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void delaysOneDirectionOnly() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "downstream", "'latency':60000");

        Stopwatch there = Stopwatch.start();
        Pair.send(pair.client(), "ping");
        Pair.assertReceives(pair.server(), "ping");
        there.assertPrompt();

        rig.change("latency", "'latency':150");
        Stopwatch back = Stopwatch.start();
        Pair.send(pair.server(), "pong");
        Pair.assertReceives(pair.client(), "pong");
        back.assertAtLeast(150);
    }

    @Test
    void connectingIsNotDelayed() throws Exception {
        rig.toxic("latency", "downstream", "'latency':60000");

        Stopwatch watch = Stopwatch.start();
        rig.connect();
        watch.assertPrompt();
    }

    @Test
    void twoAddUp() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':50");
        rig.api().post("/proxies/p/toxics", """
                {"name":"second","type":"latency","stream":"upstream","attributes":{"latency":70}}""");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), "ping");
        Pair.assertReceives(pair.server(), "ping");
        watch.assertAtLeast(120);
    }

    @Test
    void theEndOfAnIdleStreamIsNotDelayed() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':60000");

        Stopwatch watch = Stopwatch.start();
        pair.client().close();
        Pair.assertEnds(pair.server());
        watch.assertPrompt();
    }

    @Test
    void theEndFollowsTheLastByte() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':150");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), "bye");
        pair.client().close();
        Pair.assertReceives(pair.server(), "bye");
        watch.assertAtLeast(150);
        Pair.assertEnds(pair.server());
    }

    @Test
    void aNegativeOneDelaysNothing() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':-60000,'jitter':-7");

        Stopwatch watch = Stopwatch.start();
        pair.assertCarriesBothWays();
        watch.assertPrompt();
    }

    @Test
    void anEnormousJitterIsSurvived() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':4611686018427387904,'jitter':4611686018427387904");
        Pair.send(pair.client(), "held");

        rig.remove("latency");

        Pair.assertReceives(pair.server(), "held");
        pair.assertCarriesBothWays();
    }

    @Test
    void changingItReleasesWhatIsBeingDelayed() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':60000");
        Pair.send(pair.client(), "held");
        Thread.sleep(50);

        rig.change("latency", "'latency':60001");

        Pair.assertReceives(pair.server(), "held");
    }

    @Test
    void removingItReleasesAllInOrder() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':60000");
        for (String word : new String[] {"one", "two", "three"}) {
            Pair.send(pair.client(), word);
            Thread.sleep(20);
        }

        rig.remove("latency");

        Pair.assertReceives(pair.server(), "onetwothree");
    }

    @Test
    void megabytesCanBeUnderWay() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':300");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), 20_000_000);
        assertThat(pair.server().getInputStream().readNBytes(20_000_000)).hasSize(20_000_000);
        watch.assertAtLeast(300);
    }
}
