package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.provision.Background;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receivers under SIGSTOP, in the middle of what is sent to them: the server goes on, and not a byte is changed. */
class FrozenReceiverTest {

    private static final int RECEIVERS = 4;
    private static final int LENGTH = 40_000_000;

    private final Rig rig = Rig.empty();
    private final List<Process> receivers = new ArrayList<>();
    private final List<BufferedReader> outputs = new ArrayList<>();
    private final CountDownLatch allRounds = new CountDownLatch(1);
    private final List<Stream> streams = new ArrayList<>();
    private final List<CompletableFuture<Void>> sending = new ArrayList<>();

    @BeforeEach
    void send() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "processes are stopped by a shell's kill");
        for (int i = 0; i < RECEIVERS; i++) {
            Process receiver = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx32m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HashingReceiver.class.getName())
                    .start();
            receivers.add(receiver);
            outputs.add(new BufferedReader(new InputStreamReader(receiver.getInputStream(), StandardCharsets.UTF_8)));
        }
        for (int i = 0; i < RECEIVERS; i++) {
            int proxy = proxyTo("r" + i, outputs.get(i).readLine());
            var stream = new Stream(i, LENGTH, allRounds);
            streams.add(stream);
            sending.add(Background.begin(() -> sendAndClose(stream, proxy)));
        }
    }

    private int proxyTo(String name, String port) {
        String listen = rig.api()
                .post(
                        "/proxies",
                        "{\"name\":\"%s\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:%s\"}"
                                .formatted(name, port))
                .json()
                .get("listen")
                .getAsString();
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    private static void sendAndClose(Stream stream, int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            stream.sendTo(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void end() {
        receivers.forEach(Process::destroyForcibly);
        rig.close();
    }

    private void signal(String name) throws Exception {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -\"$@\"", "kill", name));
        receivers.forEach(receiver -> words.add(String.valueOf(receiver.pid())));
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
    }

    private int toxic(String name, String type, String attributes) {
        return rig.api()
                .post(
                        "/proxies/%s/toxics".formatted(name),
                        "{\"name\":\"%s\",\"type\":\"%s\",\"stream\":\"upstream\",\"attributes\":{%s}}"
                                .formatted(type, type, attributes))
                .status();
    }

    @Test
    void toxicsComeAndGoAndNoByteIsHarmed() throws Exception {
        for (int round = 0; round < 5; round++) {
            signal("STOP");
            for (int i = 0; i < RECEIVERS; i++) {
                assertThat(toxic("r" + i, "latency", "\"latency\":5,\"jitter\":5"))
                        .isEqualTo(200);
                assertThat(toxic("r" + i, "slicer", "\"average_size\":1000,\"size_variation\":500"))
                        .isEqualTo(200);
                assertThat(toxic("r" + i, "bandwidth", "\"rate\":20000")).isEqualTo(200);
                assertThat(rig.api().get("/proxies").status()).isEqualTo(200);
            }
            assertThat(rig.api().post("/reset", "").status()).isEqualTo(204);
            signal("CONT");
        }
        allRounds.countDown();

        for (int i = 0; i < RECEIVERS; i++) {
            assertThat(outputs.get(i).readLine()).isEqualTo(streams.get(i).hash());
            sending.get(i).join();
        }
    }
}
