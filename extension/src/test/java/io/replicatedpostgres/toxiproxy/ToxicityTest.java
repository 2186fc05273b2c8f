package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToxicityTest {

    @Test
    void theSameSeedHitsTheSameConnections() throws Exception {
        String first = hits(42, 40);
        String second = hits(42, 40);

        assertThat(second).isEqualTo(first).contains("x").contains(".");
    }

    @Test
    void anotherSeedHitsOthers() throws Exception {
        assertThat(hits(42, 40)).isNotEqualTo(hits(43, 40));
    }

    @Test
    void withoutASeedTheServerTellsWhichOneItTook() {
        try (Rig first = Rig.empty();
                Rig second = Rig.empty()) {
            assertThat(first.server().seed()).isNotEqualTo(second.server().seed());
        }
    }

    @Test
    void halfOfAllConnectionsAreHitAtOneHalf() {
        Toxic toxic = new Toxic(0, 0, "t", ToxicType.TIMEOUT, "upstream", 0.5f, Map.of());
        int hits = 0;
        for (int connection = 0; connection < 10_000; connection++) {
            hits += Dice.hits(0.5f, new Dice(1, "p", connection).of(toxic)) ? 1 : 0;
        }
        assertThat(hits).isBetween(4_800, 5_200);
    }

    @ParameterizedTest
    @CsvSource({"7.5, x", "1, x", "0, .", "-1, ."})
    void outsideOfZeroToOneIsAlwaysOrNever(double toxicity, String hit) throws Exception {
        try (Rig rig = Rig.withProxy()) {
            rig.addToxic("limit_data", "downstream", toxicity, "'bytes':1");
            assertThat(hits(rig)).isEqualTo(hit);
        }
    }

    @Test
    void aNeighbourThatComesOrGoesChangesNobodysLuck() throws Exception {
        try (Rig rig = Rig.withProxy()) {
            rig.addToxic("timeout", "upstream", 0.5, "");
            Pair[] pairs = new Pair[20];
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] = rig.connect();
            }
            String before = silent(pairs);

            rig.toxic("noop", "upstream", "");
            rig.remove("noop");

            assertThat(silent(pairs)).isEqualTo(before).contains("x").contains(".");
        }
    }

    @Test
    void changingAToxicThrowsTheDiceAgain() throws Exception {
        try (Rig rig = Rig.withProxy()) {
            rig.addToxic("latency", "upstream", 0, "'latency':60000");
            Pair pair = rig.connect();
            pair.assertCarriesBothWays();

            rig.api().patch("/proxies/p/toxics/latency", "{\"toxicity\":1}");
            Pair.send(pair.client(), "held");
            Pair.assertIsSilent(pair.server(), 100);
            rig.api().patch("/proxies/p/toxics/latency", "{\"toxicity\":0}");

            Pair.assertReceives(pair.server(), "held");
        }
    }

    private static String hits(long seed, int connections) throws Exception {
        try (Rig rig = Rig.withProxy(ServerOptions.listeningOn("127.0.0.1", 0).withSeed(seed))) {
            rig.addToxic("limit_data", "downstream", 0.5, "'bytes':1");
            StringBuilder hits = new StringBuilder();
            for (int i = 0; i < connections; i++) {
                hits.append(hits(rig));
            }
            return hits.toString();
        }
    }

    /** Whether the next connection's answers are cut after one byte: x for hit. */
    private static String hits(Rig rig) throws Exception {
        Pair pair = rig.connect();
        Pair.send(pair.server(), "ab");
        Pair.assertReceives(pair.client(), "a");
        return pair.client().getInputStream().read() == 'b' ? "." : "x";
    }

    private static String silent(Pair[] pairs) throws Exception {
        StringBuilder hits = new StringBuilder();
        for (Pair pair : pairs) {
            Pair.send(pair.client(), "x");
        }
        for (Pair pair : pairs) {
            hits.append(hears(pair.server()) ? "." : "x");
        }
        return hits.toString();
    }

    private static boolean hears(Socket socket) throws Exception {
        socket.setSoTimeout(50);
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }
}
