package io.replicatedpostgres.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every host keeps, wherever it is. */
public abstract class HostContract {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** The host under test. */
    protected final Host host = open();

    /** A new host. */
    protected abstract Host open();

    /** A command that writes a line and ends. */
    protected abstract Command ends(String line, int exitCode);

    /** A command that writes a line and goes on for a minute. */
    protected abstract Command hangs(String line);

    /** A server's command: it writes a line, works in the data directory, and stays. */
    protected abstract Command stays(String line);

    /** The permissions of a file on the host, as {@code ls} writes them. */
    protected abstract String mode(Host of, String path);

    /** Whether anything of the host is left after it was closed. */
    protected abstract List<String> leftOf(Host closed);

    @AfterEach
    void close() {
        host.close();
    }

    /** A path in the host's home. */
    protected final String path(String name) {
        return host.home() + "/" + name;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void aCommandSaysWhatItWroteAndHowItEnded() {
        var failed = host.run(ends("oops", 3), DEADLINE);
        var done = host.run(ends("done", 0), DEADLINE);

        assertThat(failed).isEqualTo(new Outcome(3, "oops\n"));
        assertThat(failed.succeeded()).isFalse();
        assertThat(done).isEqualTo(new Outcome(0, "done\n"));
        assertThat(done.succeeded()).isTrue();
    }

    @Test
    void aCommandIsKilledAtItsDeadline() {
        Command command = hangs("begun");

        assertThatThrownBy(() -> host.run(command, Duration.ofMillis(700)))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining(command.program() + " was not done within 0.7 s")
                .hasMessageContaining("begun");
    }

    @Test
    void aCommandThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> host.run(Command.of("/no/such/program"), DEADLINE))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("/no/such/program");
    }

    @Test
    void aFileReadsAsItWasWritten() {
        byte[] content = {0, 1, -1, '\n', 'x'};

        host.write(path("file"), content);

        assertThat(host.read(path("file"))).isEqualTo(content);
        assertThat(host.read(path("file"), 3)).isEqualTo(bytes("\nx"));
        assertThat(host.read(path("file"), 5)).isEmpty();
        assertThat(host.read(path("file"), 500)).isEmpty();
        assertThat(host.size(path("file"))).isEqualTo(5);
        assertThat(host.exists(path("file"))).isTrue();
    }

    @Test
    void bytesOfAFileAreOverwrittenWhereTheyLie() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        host.write(path("file"), new byte[300]);

        host.patch(path("file"), 0, everyByte);
        host.patch(path("file"), 290, bytes("it's %s"));
        host.patch(path("file"), 299, bytes("end"));
        host.write(path("option"), bytes("-n"));
        host.patch(path("option"), 0, bytes("--"));

        byte[] now = host.read(path("file"));
        assertThat(now).hasSize(302).startsWith(everyByte);
        assertThat(new String(now, 256, 46, UTF_8)).isEqualTo("\0".repeat(34) + "it's %s\0\0end");
        assertThat(host.read(path("option"))).isEqualTo(bytes("--"));
        assertThatThrownBy(() -> host.patch(path("nothing"), 0, bytes("x"))).isInstanceOf(UncheckedIOException.class);
        assertThat(host.exists(path("nothing"))).isFalse();
    }

    @Test
    void severalChangesAreMadeInTheirOrderUpToTheOneThatFails() {
        byte[] large = new byte[200_001];
        large[200_000] = 7;

        host.change(List.of(
                FileChange.directory(path("a/b")),
                FileChange.whole(path("a/b/file"), bytes("old\n")),
                FileChange.whole(path("a/b/large"), large),
                FileChange.whole(path("a/b/empty"), new byte[0]),
                FileChange.patch(path("a/b/file"), 0, bytes("new")),
                FileChange.patch(path("a/b/large"), 1, bytes("x"))));

        assertThat(host.read(path("a/b/file"))).isEqualTo(bytes("new\n"));
        assertThat(host.size(path("a/b/large"))).isEqualTo(200_001);
        assertThat(host.read(path("a/b/large"), 199_999)).containsExactly(0, 7);
        assertThat(host.read(path("a/b/empty"))).isEmpty();
        assertThatThrownBy(() -> host.change(List.of(
                        FileChange.whole(path("before"), bytes("made")),
                        FileChange.whole(path("no/such/directory"), large),
                        FileChange.whole(path("after"), large))))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no/such/directory");
        assertThat(host.read(path("before"))).isEqualTo(bytes("made"));
        assertThat(host.exists(path("after"))).isFalse();
    }

    @Test
    void aTextFileReadsByLines() {
        host.write(path("file"), bytes(" one\\n\n\n\tzwölf ā\nno end"));

        assertThat(host.lines(path("file"))).containsExactly(" one\\n", "", "\tzwölf ā", "no end");
        assertThat(host.lines(path("nothing"))).isEmpty();
    }

    @Test
    void namesAreWhateverTheyAre() {
        String name = "it's \\0 ā $HOME\n`id`";

        host.write(path(name), bytes("x"));

        assertThat(host.read(path(name))).isEqualTo(bytes("x"));
        assertThat(host.exists(path(name))).isTrue();
        host.delete(path(name));
        assertThat(host.exists(path(name))).isFalse();
    }

    @Test
    void aFileIsPrivateAndLeavesNothingBesideIt() {
        host.write(path("file"), bytes("old"));
        host.write(path("file"), bytes("new"));

        assertThat(mode(host, path("file"))).startsWith("-rw-------");
        assertThat(host.list(host.home())).containsExactly("file");
    }

    @Test
    void aReaderSeesTheOldContentOrTheNewOne() throws Exception {
        String old = "a".repeat(100_000);
        String other = "b".repeat(100_000);
        host.write(path("file"), bytes(old));
        var writer = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                host.write(path("file"), bytes(i % 2 == 0 ? other : old));
            }
        });

        writer.start();

        while (writer.isAlive()) {
            String seen = new String(host.read(path("file")), UTF_8);
            assertThat(seen.equals(old) || seen.equals(other)).isTrue();
        }
        writer.join();
    }

    @Test
    void whatIsNotThereIsToldApart() {
        assertThat(host.exists(path("nothing"))).isFalse();
        assertThat(host.size(path("nothing"))).isZero();
        assertThat(host.list(path("nothing"))).isEmpty();
        assertThatThrownBy(() -> host.read(path("nothing"))).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> host.write(path("no/such/directory"), bytes("x")))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> host.move(path("nothing"), path("elsewhere")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void directoriesArePrivateWithTheirParentsAndListedInOrder() {
        host.makeDirectory(path("a/b/c"));
        host.makeDirectory(path("a/b/c"));
        host.write(path("a/b/2"), bytes("2"));
        host.write(path("a/b/1"), bytes("1"));

        assertThat(host.list(path("a/b"))).containsExactly("1", "2", "c");
        assertThat(mode(host, path("a"))).startsWith("drwx------");
        assertThat(mode(host, path("a/b/c"))).startsWith("drwx------");
    }

    @Test
    void aFileCanBeMovedOverAnotherAndADirectoryWithAllInIt() {
        host.makeDirectory(path("from"));
        host.write(path("from/file"), bytes("new"));
        host.write(path("file"), bytes("old"));

        host.move(path("from/file"), path("file"));
        host.write(path("from/other"), bytes("x"));
        host.move(path("from"), path("to"));

        assertThat(host.read(path("file"))).isEqualTo(bytes("new"));
        assertThat(host.list(host.home())).containsExactly("file", "to");
        assertThat(host.list(path("to"))).containsExactly("other");
    }

    @Test
    void aTreeIsRemovedAndWhatIsNotThereIsNoError() {
        host.makeDirectory(path("a/b"));
        host.write(path("a/b/file"), bytes("x"));

        host.delete(path("a"));
        host.delete(path("a"));

        assertThat(host.list(host.home())).isEmpty();
    }

    @Test
    void itsFilesAreExportedWithoutPasswords(@TempDir Path elsewhere) {
        host.makeDirectory(path("data"));
        host.write(path("postgres.log"), bytes("a line"));
        host.write(path("data/PG_VERSION"), bytes("15"));
        host.write(path("passwords"), bytes("*:*:*:postgres:secret"));

        host.close();
        host.export(host.home(), elsewhere, 1_000_000);

        assertThat(elsewhere.resolve("postgres.log")).hasContent("a line");
        assertThat(elsewhere.resolve("data/PG_VERSION")).hasContent("15");
        assertThat(elsewhere.resolve("passwords")).doesNotExist();
    }

    @Test
    void aProcessStaysAndItsOutputIsAppended() {
        host.write(path("log"), bytes("before\n"));

        var spawned = host.spawn(stays("begun"), path("log"));

        awaitLog("before\nbegun\n");
        assertThat(spawned.isAlive()).isTrue();
        assertThat(pids()).contains(spawned.pid());
    }

    @Test
    void aFrozenProcessIsThereUntilItIsKilled() {
        var spawned = host.spawn(stays("begun"), path("log"));
        awaitLog("begun\n");

        host.signal(Signal.STOP, processes(spawned));
        assertThat(spawned.isAlive()).isTrue();
        assertThat(pids()).contains(spawned.pid());
        host.signal(Signal.KILL, processes(spawned));

        Await.orFail("it was not killed", DEADLINE).until("dead", spawned::isAlive, alive -> !alive);
        assertThat(pids()).doesNotContain(spawned.pid());
        host.signal(Signal.KILL, List.of(new ServerProcess(spawned.pid(), "gone")));
    }

    @Test
    void closingLeavesNothing() {
        var spawned = host.spawn(stays("begun"), path("log"));
        awaitLog("begun\n");
        host.signal(Signal.STOP, processes(spawned));

        host.close();
        host.close();

        Await.orFail("it was not killed", DEADLINE).until("dead", spawned::isAlive, alive -> !alive);
        assertThat(leftOf(host)).isEmpty();
    }

    private List<Long> pids() {
        return host.processes().stream().map(ServerProcess::pid).toList();
    }

    private List<ServerProcess> processes(Spawned spawned) {
        return host.processes().stream()
                .filter(process -> process.pid() == spawned.pid())
                .toList();
    }

    private void awaitLog(String wanted) {
        Await.orFail("the log did not say so", DEADLINE)
                .until(wanted, () -> new String(host.read(path("log")), UTF_8), wanted::equals);
    }
}
