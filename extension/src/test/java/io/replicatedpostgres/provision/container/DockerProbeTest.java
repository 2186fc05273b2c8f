package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerProbeTest {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @TempDir
    private Path directory;

    @Test
    void noSocketIsNoDaemon() {
        DockerProbe.Answer answer = DockerProbe.ask(List.of("unix:///no/such.sock", "unix:///nor/this.sock"));

        assertThat(answer.answers()).isFalse();
        assertThat(answer.told())
                .isEqualTo("unix:///no/such.sock: no such socket; unix:///nor/this.sock: no such socket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "banana",
                "localhost:2375",
                "127.0.0.1:2375",
                "tcp:2375",
                "tcp://",
                "unix:docker.sock",
                "unix://",
                "a b"
            })
    void whatIsNoAddressIsNoDaemon(String text) {
        DockerProbe.Answer answer = DockerProbe.ask(List.of(text));

        assertThat(answer.answers()).isFalse();
        assertThat(answer.misnamed()).isEqualTo(text);
        assertThat(answer.told())
                .isEqualTo(
                        "%s: that is no address of a daemon; write for example unix:///var/run/docker.sock or tcp://127.0.0.1:2375",
                        text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unix:///run/docker.sock", "tcp://127.0.0.1:2375", "ssh://me@there", "npipe:////./pipe/docker"})
    void addresses(String text) {
        assertThat(DockerAddress.isOne(text)).isTrue();
    }

    @Test
    void nobodyListening() throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            free = socket.getLocalPort();
        }

        DockerProbe.Answer answer = DockerProbe.ask(List.of("tcp://127.0.0.1:" + free));

        assertThat(answer.answers()).isFalse();
        assertThat(answer.told()).contains("refused");
    }

    @Test
    void aDaemonThatSaysNothingIsGivenUp() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
            DockerProbe.Answer answer = DockerProbe.ask(List.of("tcp://127.0.0.1:" + silent.getLocalPort()));

            assertThat(answer.answers()).isFalse();
            assertThat(answer.told()).endsWith("no answer within 2 s");
        }
    }

    @Test
    void somethingElseOnTheSocketIsNoDaemon() throws Exception {
        Path socket = directory.resolve("docker.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var thread = new Thread(() -> answer(server, "SSH-2.0-OpenSSH\r\n"));
            thread.start();

            DockerProbe.Answer answer = DockerProbe.ask(List.of("unix://" + socket));

            assertThat(answer.answers()).isFalse();
            assertThat(answer.told()).contains("not a Docker daemon: it answered 'SSH-2.0");
            thread.join();
        }
    }

    @Test
    void aDaemonAnswers() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
            var thread = new Thread(() -> answer(server, "HTTP/1.1 200 OK\r\n\r\nOK"));
            thread.start();
            String address = "tcp:/" + server.getLocalAddress();

            DockerProbe.Answer answer = DockerProbe.ask(List.of("unix:///no/such.sock", address));

            assertThat(answer).isEqualTo(new DockerProbe.Answer(true, address));
            thread.join();
        }
    }

    private static void answer(ServerSocketChannel server, String text) {
        try (var client = server.accept()) {
            client.read(ByteBuffer.allocate(500));
            client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNamedIsAskedAlone() throws IOException {
        Files.writeString(directory.resolve(".testcontainers.properties"), "docker.host=tcp://file:2375\n");

        assertThat(DockerAddress.candidates(Map.of("DOCKER_HOST", "tcp://variable:2375"), directory))
                .containsExactly("tcp://variable:2375");
        assertThat(DockerAddress.candidates(Map.of(), directory)).containsExactly("tcp://file:2375");

        Files.writeString(directory.resolve(".testcontainers.properties"), "docker.host=\n");

        assertThat(DockerAddress.candidates(Map.of(), directory)).hasSizeGreaterThan(1);
    }

    @Test
    void unnamedTheUsualSocketsAreAsked() {
        assertThat(DockerAddress.candidates(Map.of("XDG_RUNTIME_DIR", "/run/user/1000"), directory))
                .startsWith("unix:///var/run/docker.sock", "unix:///run/user/1000/docker.sock")
                .allMatch(address -> address.endsWith("docker.sock"));
    }
}
