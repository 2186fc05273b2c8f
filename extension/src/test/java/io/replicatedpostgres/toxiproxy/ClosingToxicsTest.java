package io.replicatedpostgres.toxiproxy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The toxics that decide when a connection ends: slow_close, timeout, reset_peer, limit_data. */
class ClosingToxicsTest {
    private final Rig rig = Rig.withProxy();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void slowCloseDelaysTheEndAndNothingElse() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("slow_close", "upstream", "'delay':200");

        pair.assertCarriesBothWays();
        Stopwatch watch = Stopwatch.start();
        pair.client().close();
        Pair.assertEnds(pair.server());
        watch.assertAtLeast(200);
    }

    @Test
    void slowCloseOfTheOtherStreamDelaysNoEnd() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("slow_close", "downstream", "'delay':60000");

        Stopwatch watch = Stopwatch.start();
        pair.client().close();
        Pair.assertEnds(pair.server());
        watch.assertPrompt();
    }

    @Test
    void removingSlowCloseClosesAtOnce() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("slow_close", "upstream", "'delay':60000");
        pair.client().close();
        Pair.assertIsSilent(pair.server(), 100);

        rig.remove("slow_close");

        Pair.assertEnds(pair.server());
    }

    @Test
    void disablingDoesNotWaitForSlowClose() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("slow_close", "upstream", "'delay':60000");

        rig.enabled(false);

        Pair.assertEnds(pair.server());
    }

    @Test
    void timeoutDropsAllBytesAndClosesWhenQuiet() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "'timeout':300");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), "lost");
        Pair.assertEnds(pair.server());
        watch.assertAtLeast(300);
        Pair.assertEnds(pair.client());
    }

    @Test
    void timeoutStartsAnewWithEveryChunk() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "'timeout':400");

        Stopwatch watch = Stopwatch.start();
        for (int i = 0; i < 8; i++) {
            Pair.send(pair.client(), "chatter");
            Thread.sleep(100);
        }
        Pair.assertEnds(pair.client());
        watch.assertAtLeast(1100);
    }

    @Test
    void timeoutClosesAnIdleConnection() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "'timeout':100");

        Pair.assertEnds(pair.client());
        Pair.assertEnds(pair.server());
    }

    @Test
    void timeoutLeavesTheOtherStreamAlone() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "");

        Pair.send(pair.server(), "still here");

        Pair.assertReceives(pair.client(), "still here");
    }

    @Test
    void timeoutZeroNeverClosesAndLetsTheEndPass() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "'timeout':0");

        Pair.send(pair.client(), "lost");
        Pair.assertIsSilent(pair.server(), 150);
        pair.client().close();

        Pair.assertEnds(pair.server());
    }

    @Test
    void removingTimeoutClosesTheConnection() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "");

        rig.remove("timeout");

        Pair.assertEnds(pair.client());
        Pair.assertEnds(pair.server());
    }

    @Test
    void resettingTheServerClosesWhatATimeoutHasRobbed() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "downstream", "");

        rig.api().post("/reset", "");

        Pair.assertEnds(pair.client());
    }

    @Test
    void changingTimeoutDoesNotClose() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("timeout", "upstream", "");

        rig.change("timeout", "'timeout':60000");

        Pair.send(pair.server(), "still here");
        Pair.assertReceives(pair.client(), "still here");
    }

    @Test
    void removingATimeoutThatSparedAConnectionLeavesItAlone() throws Exception {
        Pair pair = rig.connect();
        rig.addToxic("timeout", "upstream", 0, "");

        rig.remove("timeout");

        pair.assertCarriesBothWays();
    }

    @Test
    void resetPeerResetsBothSidesAfterTheFirstChunk() throws Exception {
        rig.toxic("reset_peer", "upstream", "'timeout':150");
        Pair pair = rig.connect();

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), "lost");
        Pair.assertIsReset(pair.client());
        watch.assertAtLeast(150);
        Pair.assertIsReset(pair.server());
    }

    @Test
    void resetPeerResetsAtTheEndOfTheStream() throws Exception {
        rig.toxic("reset_peer", "upstream", "");
        Pair pair = rig.connect();

        pair.client().shutdownOutput();

        Pair.assertIsReset(pair.server());
    }

    @Test
    void resetPeerLeavesAnIdleConnectionAlone() throws Exception {
        rig.toxic("reset_peer", "upstream", "");
        Pair pair = rig.connect();

        Pair.send(pair.server(), "answers pass");
        Pair.assertReceives(pair.client(), "answers pass");
        Pair.assertIsSilent(pair.client(), 150);
    }

    @Test
    void resetPeerResetsConnectionsThatWereOpenBefore() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("reset_peer", "downstream", "");

        Pair.send(pair.server(), "lost");

        Pair.assertIsReset(pair.client());
    }

    @Test
    void resetPeerThatSparesAConnectionLetsItEndNormally() throws Exception {
        rig.addToxic("reset_peer", "upstream", 0, "");
        Pair pair = rig.connect();

        pair.assertCarriesBothWays();
        pair.client().close();

        Pair.assertEnds(pair.server());
    }

    @Test
    void removingResetPeerInTimeSavesConnectionAndBytes() throws Exception {
        rig.toxic("reset_peer", "upstream", "'timeout':60000");
        Pair pair = rig.connect();
        Pair.send(pair.client(), "saved");
        Thread.sleep(50);

        Stopwatch watch = Stopwatch.start();
        rig.remove("reset_peer");
        watch.assertPrompt();

        Pair.assertReceives(pair.server(), "saved");
        pair.assertCarriesBothWays();
    }

    @Test
    void limitDataPassesExactlySoManyBytesThenEnds() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("limit_data", "upstream", "'bytes':10");

        Pair.send(pair.client(), "0123456789abcdef");

        Pair.assertReceives(pair.server(), "0123456789");
        Pair.assertEnds(pair.server());
        Pair.assertEnds(pair.client());
    }

    @Test
    void limitDataCountsOverChunksPerConnection() throws Exception {
        rig.toxic("limit_data", "upstream", "'bytes':8");
        for (int i = 0; i < 2; i++) {
            Pair pair = rig.connect();
            Pair.send(pair.client(), "abcde");
            Pair.assertReceives(pair.server(), "abcde");

            Pair.send(pair.client(), "fghij");

            Pair.assertReceives(pair.server(), "fgh");
            Pair.assertEnds(pair.server());
        }
    }

    @Test
    void limitDataZeroEndsAtTheFirstByte() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("limit_data", "upstream", "'bytes':0");
        Pair.assertIsSilent(pair.server(), 100);

        Pair.send(pair.client(), "x");

        Pair.assertEnds(pair.server());
    }

    @Test
    void limitDataKeepsItsCountWhenChanged() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("limit_data", "upstream", "'bytes':10");
        Pair.send(pair.client(), "abcde");
        Pair.assertReceives(pair.server(), "abcde");

        rig.change("limit_data", "'bytes':7");
        Pair.send(pair.client(), "fghij");

        Pair.assertReceives(pair.server(), "fg");
        Pair.assertEnds(pair.server());
    }

    @Test
    void negativeTimesAndLimitsCountAsNone() throws Exception {
        rig.toxic("slow_close", "upstream", "'delay':-1");
        rig.toxic("timeout", "downstream", "'timeout':-1");
        rig.toxic("limit_data", "upstream", "'bytes':-1");
        Pair pair = rig.connect();
        Pair.assertIsSilent(pair.client(), 100);

        Pair.send(pair.client(), "x");

        Pair.assertEnds(pair.server());
    }

    @Test
    void noopDoesNothing() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("noop", "upstream", "");

        pair.assertCarriesBothWays();
        rig.remove("noop");
        pair.assertCarriesBothWays();
    }
}
