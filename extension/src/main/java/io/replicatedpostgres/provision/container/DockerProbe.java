package io.replicatedpostgres.provision.container;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a Docker daemon answers, asked in two seconds at most and without Testcontainers: that looks in more places, takes
 * minutes where no registry is reachable, and may not be there.
 */
public final class DockerProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final byte[] PING =
            "GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private DockerProbe() {}

    /**
     * What came of it.
     *
     * @param answers whether a daemon answers
     * @param told its address if it does, else what each address said
     * @param misnamed what was named as the address of the daemon and is none; null if all are
     */
    public record Answer(
            boolean answers, String told, @Nullable String misnamed) {

        /** What came of addresses. */
        public Answer(boolean answers, String told) {
            this(answers, told, null);
        }
    }

    /** Asks where this machine's Docker is configured to be. */
    public static Answer ask() {
        return ask(DockerAddress.candidates(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    static Answer ask(List<String> addresses) {
        var refusals = new ArrayList<String>();
        @Nullable String misnamed = null;
        for (String address : addresses) {
            if (!DockerAddress.isOne(address)) {
                misnamed = address;
                refusals.add("%s: %s; %s".formatted(address, DockerAddress.NONE, DockerAddress.FOR_EXAMPLE));
                continue;
            }
            String refusal = refusal(address);
            if (refusal.isEmpty()) {
                return new Answer(true, address);
            }
            refusals.add(address + ": " + refusal);
        }
        return new Answer(false, String.join("; ", refusals), misnamed);
    }

    private static String refusal(String address) {
        // a connect to a Unix socket, or a read, knows no timeout of its own
        var asked = new CompletableFuture<String>();
        var thread = new Thread(() -> asked.complete(ping(address)), "replicated-postgres-docker-probe");
        thread.setDaemon(true);
        thread.start();
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "no answer within %s s".formatted(PATIENCE.toSeconds());
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String ping(String address) {
        try {
            URI uri = URI.create(address);
            return switch (String.valueOf(uri.getScheme())) {
                case "unix" -> unix(Path.of(uri.getPath()));
                case "tcp", "http" -> tcp(uri, "1".equals(System.getenv("DOCKER_TLS_VERIFY")));
                case "https" -> tcp(uri, true);
                // npipe and ssh: only Testcontainers can tell
                default -> "";
            };
        } catch (AccessDeniedException e) {
            return "no permission";
        } catch (IOException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("ermission denied") ? "no permission" : message;
        }
    }

    private static String unix(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            return "no such socket";
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return answerOf(channel, UnixDomainSocketAddress.of(socket), false);
        }
    }

    private static String tcp(URI uri, boolean tls) throws IOException {
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 2376 : 2375;
        try (SocketChannel channel = SocketChannel.open()) {
            return answerOf(channel, new InetSocketAddress(uri.getHost(), port), tls);
        }
    }

    private static String answerOf(SocketChannel channel, SocketAddress address, boolean tls) throws IOException {
        channel.connect(address);
        if (tls) {
            return ""; // the certificates are Testcontainers' business
        }
        channel.write(ByteBuffer.wrap(PING));
        ByteBuffer answer = ByteBuffer.allocate(12);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {}
        String status = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        return status.endsWith("200") ? "" : "not a Docker daemon: it answered '%s'".formatted(status.strip());
    }
}
