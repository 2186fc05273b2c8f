package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLifeTest {
    private final Rig rig = Rig.withProxy();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void bytesGoBothWays() throws Exception {
        rig.connect().assertCarriesBothWays();
    }

    @Test
    void theEndOfTheClientsStreamClosesTheServersSide() throws Exception {
        Pair pair = rig.connect();

        Pair.send(pair.client(), "last words");
        pair.client().shutdownOutput();

        Pair.assertReceives(pair.server(), "last words");
        Pair.assertEnds(pair.server());
        Pair.assertEnds(pair.client());
    }

    @Test
    void theEndOfTheServersStreamClosesTheClientsSide() throws Exception {
        Pair pair = rig.connect();

        Pair.send(pair.server(), "last words");
        pair.server().close();

        Pair.assertReceives(pair.client(), "last words");
        Pair.assertEnds(pair.client());
    }

    @Test
    void aResetArrivesAsAnEndAfterTheLastBytes() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':200");

        Pair.send(pair.client(), "last words");
        Thread.sleep(50);
        pair.client().setSoLinger(true, 0);
        pair.client().close();

        Pair.assertReceives(pair.server(), "last words");
        Pair.assertEnds(pair.server());
    }

    @Test
    void anUpstreamThatRefusesEndsTheClient() throws Exception {
        rig.upstream().close();

        try (Socket client = rig.connectClient()) {
            Pair.assertEndsOrIsReset(client);
        }
    }

    @Test
    void anUpstreamThatCannotBeResolvedEndsTheClient() throws Exception {
        rig.api().patch("/proxies/p", "{\"upstream\":\"no-such-host.invalid:1\"}");

        try (Socket client = rig.connectClient()) {
            Pair.assertEndsOrIsReset(client);
        }
    }

    @Test
    void anUpstreamIsFoundByName() throws Exception {
        String byName = rig.upstream().address().replace("127.0.0.1", "localhost");
        rig.api().patch("/proxies/p", "{\"upstream\":\"" + byName + "\"}");

        rig.connect().assertCarriesBothWays();
    }

    @Test
    void disablingRefusesNewConnectionsAndEndsOldOnes() throws Exception {
        Pair pair = rig.connect();

        rig.enabled(false);

        Pair.assertEnds(pair.client());
        Pair.assertEnds(pair.server());
        assertThatThrownBy(rig::connectClient).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoseBytesWereUnreadIsReset() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':0");
        Pair.send(pair.client(), 2_000_000 / 10);
        Thread.sleep(50);

        rig.enabled(false);

        Pair.assertIsReset(pair.client());
        Pair.assertEnds(pair.server());
    }

    @Test
    void enablingListensOnTheSamePortAndRevivesNothing() throws Exception {
        Pair old = rig.connect();
        rig.enabled(false);

        rig.enabled(true);

        Pair.assertEnds(old.client());
        rig.connect().assertCarriesBothWays();
    }

    @Test
    void deletingEndsConnectionsAndFreesThePort() throws Exception {
        Pair pair = rig.connect();

        assertThat(rig.api().delete("/proxies/p").status()).isEqualTo(204);

        Pair.assertEnds(pair.client());
        Pair.assertEnds(pair.server());
        new ServerSocket(rig.proxyPort(), 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void aChangedUpstreamEndsConnectionsAndLeadsElsewhere() throws Exception {
        Pair old = rig.connect();
        try (Upstream other = new Upstream()) {
            rig.api().patch("/proxies/p", "{\"upstream\":\"" + other.address() + "\"}");

            Pair.assertEnds(old.client());
            try (Socket client = rig.connectClient();
                    Socket server = other.accept()) {
                new Pair(client, server).assertCarriesBothWays();
            }
        }
    }

    @Test
    void anUpdateWithoutChangeKeepsConnections() throws Exception {
        Pair pair = rig.connect();

        rig.api()
                .patch(
                        "/proxies/p",
                        "{\"listen\":\"localhost:" + rig.proxyPort() + "\",\"upstream\":\""
                                + rig.upstream().address() + "\",\"enabled\":true}");

        pair.assertCarriesBothWays();
    }

    @Test
    void connectionsSurviveAReset() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("latency", "upstream", "'latency':20");

        assertThat(rig.api().post("/reset", "").status()).isEqualTo(204);

        pair.assertCarriesBothWays();
    }

    @Test
    void aSilentUpstreamHoldsUpNeitherTheApiNorOtherConnections() throws Exception {
        List<Socket> hanging = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fillBacklog(silent, hanging);
            Pair pair = rig.connect();
            rig.api()
                    .post(
                            "/proxies",
                            "{\"name\":\"hole\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:"
                                    + silent.getLocalPort() + "\"}");
            int port = portOf("hole");
            for (int i = 0; i < 20; i++) {
                hanging.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }

            Stopwatch watch = Stopwatch.start();
            pair.assertCarriesBothWays();
            assertThat(rig.api().delete("/proxies/hole").status()).isEqualTo(204);
            watch.assertPrompt();
        } finally {
            for (Socket socket : hanging) {
                socket.close();
            }
        }
    }

    @Test
    void socketsSendSmallPacketsAtOnceAndAreKeptAlive() throws Exception {
        try (var channel = SocketChannel.open()) {
            Sockets.prepare(channel);

            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        }
    }

    private int portOf(String proxy) {
        String listen = rig.api().get("/proxies/" + proxy).json().get("listen").getAsString();
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    /** A listener whose backlog is full answers no SYN: the nearest thing to a black hole on loopback. */
    private static void fillBacklog(ServerSocket silent, List<Socket> hanging) throws IOException {
        for (int i = 0; i < 8; i++) {
            Socket socket = new Socket();
            hanging.add(socket);
            try {
                socket.connect(silent.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }
}
