package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.provision.Background;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLifeTest {

    @Test
    void listensOnLoopbackOnlyUnlessToldOtherwise() throws IOException {
        try (ToxiproxyServer server = ToxiproxyServer.start("localhost", 0)) {
            assertThat(server.endpoint().getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.port()).isEqualTo(server.endpoint().getPort()).isPositive();
        }
    }

    @Test
    void aProxyWithoutAnAddressListensOnLoopback() {
        try (Rig rig = Rig.empty()) {
            ApiClient.Answer answer = rig.api().post("/proxies", "{\"name\":\"a\",\"upstream\":\"h:1\"}");

            assertThat(answer.json().get("listen").getAsString()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void aPortInUseIsAnErrorAndLeavesNothing() throws Exception {
        try (ToxiproxyServer server = ToxiproxyServer.start("127.0.0.1", 0)) {
            long threads = Resources.serverThreads();

            assertThatThrownBy(() -> ToxiproxyServer.start("127.0.0.1", server.port()))
                    .isInstanceOf(BindException.class);

            assertThat(Resources.serverThreads()).isEqualTo(threads);
        }
    }

    @Test
    void closingFreesThreadsPortsDescriptorsAndConnections() throws Exception {
        Rig.withProxy().close();
        Resources before = Resources.now();

        for (int i = 0; i < 20; i++) {
            Rig rig = Rig.withProxy();
            Pair pair = rig.connect();
            rig.toxic("latency", "upstream", "'latency':60000");
            Pair.send(pair.client(), "held");
            rig.server().close();
            Pair.assertEndsOrIsReset(pair.client());
            assertThatThrownBy(rig::connectClient).isInstanceOf(ConnectException.class);
            rig.close();
        }

        before.assertNothingStayed();
    }

    /** A process that is being started has a copy of the listening socket for a moment. */
    @Test
    void aPortRefusesAndCanBeOpenedAgainWhileProcessesStart() throws Exception {
        var enough = new AtomicBoolean();
        try (Rig rig = Rig.withProxy()) {
            CompletableFuture<Integer> starting = Background.run(() -> startUntil(enough));
            for (int i = 0; i < 300; i++) {
                rig.enabled(false);
                assertThatThrownBy(rig::connectClient).isInstanceOf(ConnectException.class);
                rig.enabled(true);
            }
            enough.set(true);
            assertThat(starting.get(10, TimeUnit.SECONDS)).isGreaterThan(10);
            rig.connect().assertCarriesBothWays();
        } finally {
            enough.set(true);
        }
    }

    private static int startUntil(AtomicBoolean enough) {
        int started = 0;
        for (; !enough.get(); started++) {
            try {
                new ProcessBuilder("true").start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return started;
    }

    /** Who took a port meanwhile keeps it. */
    @Test
    void aPortThatSomebodyElseTookIsAnError() throws Exception {
        try (Rig rig = Rig.withProxy()) {
            rig.enabled(false);
            try (var other = new ServerSocket(rig.proxyPort(), 1, InetAddress.getLoopbackAddress())) {
                assertThat(rig.api().patch("/proxies/p", "{\"enabled\":true}").error())
                        .endsWith("127.0.0.1:" + other.getLocalPort() + ": bind: address already in use");
            }
            rig.enabled(true);
        }
    }

    @Test
    void manyConnectionsThatComeAndGoLeaveNothing() throws Exception {
        try (Rig rig = Rig.withProxy()) {
            rig.connect().assertCarriesBothWays();
            Resources before = Resources.now();
            for (int i = 0; i < 300; i++) {
                Pair pair = rig.connect();
                Pair.send(pair.client(), "x");
                pair.client().close();
                pair.server().close();
            }

            before.assertNothingStayed();
        }
    }

    @Test
    void allThreadsAreDaemons() throws IOException {
        try (ToxiproxyServer server = ToxiproxyServer.start("127.0.0.1", 0)) {
            assertThat(server.port()).isPositive();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("toxiproxy-"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void startsAndMakesProxiesQuickly() throws IOException {
        try (ToxiproxyServer warm = ToxiproxyServer.start("127.0.0.1", 0)) {
            assertThat(warm.port()).isPositive();
        }

        Stopwatch watch = Stopwatch.start();
        try (Rig rig = Rig.withProxy()) {
            for (int i = 0; i < 100; i++) {
                rig.enabled(false);
                assertThatThrownBy(rig::connectClient).isInstanceOf(ConnectException.class);
                rig.enabled(true);
            }
        }
        watch.assertPrompt();
    }

    @Test
    void runsByItselfAndEndsWithZeroWhenTold(@TempDir Path directory) throws Exception {
        Path config = directory.resolve("proxies.json");
        Files.writeString(config, "[{\"name\":\"db\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:5432\"}]");
        int port = freePort();
        Process process = run("-host", "127.0.0.1", "--port=" + port, "-seed", "42", "-config", config.toString());
        try {
            ApiClient api = new ApiClient(port);
            awaitAnswer(port, process);

            assertThat(api.get("/proxies").json().keySet()).containsExactly("db");

            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aBadConfigurationFileDoesNotKeepItFromStarting(@TempDir Path directory) throws Exception {
        int port = freePort();
        Process process = run(
                "-host",
                "127.0.0.1",
                "-port",
                String.valueOf(port),
                "-config",
                directory.resolve("none").toString());
        try {
            awaitAnswer(port, process);
            assertThat(new ApiClient(port).get("/proxies").body()).isEqualTo("{}");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void tellsItsVersionAndRefusesUnknownOptions() throws Exception {
        Process version = run("-version");
        Process unknown = run("-what");

        assertThat(new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("2.12.0");
        assertThat(new String(unknown.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("unknown option: -what")
                .contains("Usage:");
        assertThat(unknown.waitFor()).isEqualTo(2);
    }

    private static Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ToxiproxyServer.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void awaitAnswer(int port, Process process) throws Exception {
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                Thread.sleep(200);
                return;
            } catch (ConnectException notYet) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("the server did not start");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
