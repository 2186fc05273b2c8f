package io.replicatedpostgres.provision.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.HostContract;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostTest extends HostContract {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final RunAs RUN_AS = RunAs.of(Place.anywhere());

    @TempDir
    static Path directory;

    private static int number;

    @Override
    protected Host open() {
        return host("host-" + ++number);
    }

    private static LocalHost host(String name) {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Path ports = Files.createDirectories(directory.resolve("ports"));
            Path home = directory.toRealPath().resolve(name);
            return new LocalHost(
                    new NodeRef("node-1"),
                    home,
                    "rp-test-" + name,
                    HostAddress.onLoopback(PortLease.take(ports, Place.anywhere())),
                    RUN_AS,
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Command ends(String line, int exitCode) {
        return Command.of("sh", "-c", "echo %s >&2; exit %s".formatted(line, exitCode));
    }

    @Override
    protected Command hangs(String line) {
        return Command.of("sh", "-c", "echo %s; sleep 60".formatted(line));
    }

    @Override
    protected Command stays(String line) {
        host.makeDirectory(path("data"));
        return Command.of(
                "sh", "-c", "cd data; trap '' HUP INT TERM; echo %s; while :; do sleep 0.05; done".formatted(line));
    }

    @Override
    protected String mode(Host of, String path) {
        return of.run(Command.of("ls", "-ld", path), DEADLINE).output();
    }

    @Override
    protected List<String> leftOf(Host closed) {
        var left = new ArrayList<String>();
        for (ServerProcess process : ProcessTable.ofThisMachine().workingBelow(Path.of(closed.home()), "rp-test-")) {
            left.add(process.toString());
        }
        return left;
    }

    @Test
    void whatItMakesBelongsToTheUserTheServersRunAs() throws IOException {
        try (LocalHost host = host("owned")) {
            Path parent = Path.of(host.home(), "a");
            host.makeDirectory(parent + "/b");
            host.write(parent + "/b/file", new byte[0]);

            assertThat(Files.getOwner(parent).getName()).isEqualTo(RUN_AS.userName());
            assertThat(Files.getOwner(parent.resolve("b/file")).getName()).isEqualTo(RUN_AS.userName());
            assertThat(host.run(Command.of("id", "-un"), DEADLINE).output().strip())
                    .isEqualTo(RUN_AS.userName());
        }
    }

    @Test
    void aWriteThatFailsLeavesNoHalf() {
        try (LocalHost host = host("half")) {
            host.makeDirectory(host.home() + "/taken/by-a-directory");

            assertThatThrownBy(() -> host.write(host.home() + "/taken", new byte[10]))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("/taken");
            assertThat(host.list(host.home())).containsExactly("taken");
        }
    }

    @Test
    void itsPortIsItsOwnUntilItIsClosed() {
        LocalHost host = host("port");
        assertThat(host.endpoint().port()).isEqualTo(host.serverPort());
        assertThat(host.endpoint().host()).isEqualTo(host.serverAddress()).isEqualTo("127.0.0.1");
        assertThat(host.clientAddresses()).isEqualTo("127.0.0.1/32");
        var place = Places.with(PlaceKey.PORTS, "%1$s-%1$s".formatted(host.serverPort()));
        Path ports = directory.resolve("ports");
        assertThatThrownBy(() -> PortLease.take(ports, place)).hasMessageContaining("every port of it is taken");

        host.close();

        PortLease.take(ports, place).close();
    }

    @Test
    void aCommandRunsInItsHomeAndSaysHowItEnded() {
        var outcome = host.run(Command.of("sh", "-c", "pwd; echo oops >&2; exit 3"), DEADLINE);

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output().lines()).containsExactly(host.home(), "oops");
    }

    @Test
    void aCommandGetsItsEnvironmentAndNothingOfPostgres() {
        var command = Command.of("sh", "-c", "echo $COLOUR $PGPASSWORD.").withEnvironment("COLOUR", "green");

        assertThat(host.run(command, DEADLINE).output().strip()).isEqualTo("green .");
    }

    @Test
    void aCommandIsKilledAtItsDeadlineWithWhateverItStarted() {
        var command = Command.of("sh", "-c", "echo $$ > pids; sleep 61 & echo $! >> pids; echo begun; wait");

        assertThatThrownBy(() -> host.run(command, Duration.ofMillis(700)))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("sh was not done within 0.7 s")
                .hasMessageContaining("begun");
        List<String> pids = new String(host.read(path("pids")), UTF_8).lines().toList();
        assertThat(pids).hasSize(2);
        Await.orFail("they were not killed", DEADLINE).until("no process", () -> running(pids), String::isEmpty);
    }

    @Test
    void aCommandIsNotWaitedForBecauseOfWhatItLeftInTheBackground() {
        var command = Command.of("sh", "-c", "sleep 62 & echo $!");

        var outcome = host.run(command, DEADLINE);

        // the shell's own: a small system has no program of that name
        var killed = host.run(
                Command.of("sh", "-c", "kill \"$1\"", "sh", outcome.output().strip()), DEADLINE);
        assertThat(killed.succeeded()).as("it still ran").isTrue();
        assertThat(outcome.succeeded()).isTrue();
    }

    private String running(List<String> pids) {
        String script = "for p in \"$@\"; do if kill -0 $p 2>/dev/null; then echo $p; fi; done";
        return host.run(Command.of("sh", "-c", script, "sh").with(pids.toArray(String[]::new)), DEADLINE)
                .output();
    }

    @Test
    void aProcessGetsItsSignalOnceItIsThawed() {
        host.makeDirectory(path("data"));
        // It starts no program: a shell that is about to do so may lose a signal. And no shell traps a signal that was
        // ignored when it
        // began, as HUP is below nohup.
        String script = "cd data; trap 'echo told' TERM; echo ready; while :; do :; done";
        long pid = host.spawn(Command.of("sh", "-c", script), path("log")).pid();
        List<ServerProcess> shell = List.of(new ServerProcess(pid, "sh"));
        awaitLog("ready\n");

        host.signal(Signal.STOP, shell);
        host.signal(Signal.TERM, shell);
        assertThat(log()).isEqualTo("ready\n");
        host.signal(Signal.CONT, shell);

        awaitLog("ready\ntold\n");
    }

    private void awaitLog(String wanted) {
        Await.orFail("the log did not say so", DEADLINE).until(wanted, this::log, wanted::equals);
    }

    private String log() {
        return new String(host.read(path("log")), UTF_8);
    }
}
