package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.StoryMain;
import io.replicatedpostgres.provision.container.DockerProbe.Answer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon listens, and its socket is not for this user. */
@Tag("local") // a socket of this machine
class ForbiddenSocketTest {

    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    private Path directory;

    private ServerSocketChannel daemon;
    private Path socket;

    @BeforeEach
    void listenForNobody() throws Exception {
        socket = directory.resolve("docker.sock");
        daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("---------"));
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    @Test
    void theProbeTellsItFromASocketThatIsNotThere() {
        assumeTrue(!ROOT, "root may use every socket");

        Answer answer = DockerProbe.ask(List.of("unix://" + socket));

        assertThat(answer.answers()).isFalse();
        assertThat(answer.told()).isEqualTo("unix://%s: no permission".formatted(socket));
    }

    @Test
    void aClusterIsRefusedWithTheWayOut() throws Exception {
        String output = clusterOnTheSocket();

        assertThat(output)
                .contains("PostgreSQL in containers: ")
                .contains("no Docker daemon answers (unix://%s: no permission)".formatted(socket))
                .contains("Let user %s use the socket".formatted(System.getProperty("user.name")))
                .contains("or set replicatedpostgres.runtime=local")
                .doesNotContain("SocketException", "AccessDeniedException");
    }

    private String clusterOnTheSocket() throws Exception {
        var words = new ArrayList<String>();
        if (ROOT) {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no setpriv (util-linux)");
            // root without its privileges is an owner like any other
            words.addAll(List.of("/usr/bin/setpriv", "--inh-caps=-all", "--bounding-set=-all"));
        }
        words.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Dreplicatedpostgres.runtime=container"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), StoryMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", "unix://" + socket);
        Process jvm = builder.start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return output;
    }
}
