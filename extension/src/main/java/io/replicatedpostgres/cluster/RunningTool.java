package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that runs in the background on the host of a node, until it ends, is ended by this, or the cluster is closed: {@code
 * pg_receivewal} beside a test, a {@code pg_rewind} that is killed at a chosen moment. Closing it kills it.
 */
public final class RunningTool implements AutoCloseable {

    /** The program is a child of this shell, which tells its number and how it ended, and has nothing else to say. */
    private static final String KEPT =
            "\"$@\" & p=$!; exec 2>/dev/null; echo $p >\"$0.pid\"; wait $p; echo $? >\"$0.exit\"";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Member member;
    private final Acts acts;
    private final String program;
    private final Duration deadline;
    private final String files;
    private final ServerProcess process;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningTool(
            Member member, Acts acts, String program, Duration deadline, String files, ServerProcess process) {
        this.member = member;
        this.acts = acts;
        this.program = program;
        this.deadline = deadline;
        this.files = files;
        this.process = process;
    }

    static RunningTool start(Member member, Acts acts, Command command, Duration deadline) {
        Host host = member.host();
        String files = "%s/background-%s".formatted(host.home(), NUMBER.incrementAndGet());
        var words = new ArrayList<>(List.of("/bin/sh", "-c", KEPT, files));
        words.addAll(command.words());
        return acts.run(member.ref(), "run in background", command.program(), () -> {
            host.spawn(new Command(words, command.environment()), files + ".out");
            String pid = Await.orFail(command.program() + " did not begin on " + member, deadline)
                    .until("its number", () -> first(host, files + ".pid"), Optional::isPresent)
                    .orElseThrow();
            var process = new ServerProcess(Long.parseLong(pid), command.program());
            return new RunningTool(member, acts, command.program(), deadline, files, process);
        });
    }

    private static Optional<String> first(Host host, String file) {
        return host.lines(file).stream().findFirst();
    }

    /** Its process, in the counting of its host. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isRunning() {
        return exitCode().isEmpty();
    }

    /**
     * How it ended: 0 if it succeeded, 128 and the number of the signal if one ended it ({@code 137} after {@link #kill()}); empty
     * while it runs.
     */
    public Optional<Integer> exitCode() {
        return first(member.host(), files + ".exit").map(Integer::valueOf);
    }

    /** What it wrote so far, both streams in one. It stays after the end, until this is closed. */
    public String output() {
        String out = files + ".out";
        return member.host().exists(out) ? new String(member.host().read(out), StandardCharsets.UTF_8) : "";
    }

    /**
     * Waits until it has written something. A program that buffers its output writes late: {@code pgbench} is told {@code
     * --progress}, {@code pg_receivewal} and {@code pg_rewind} {@code --verbose} and {@code --progress}.
     *
     * @return what it wrote so far
     * @throws io.replicatedpostgres.model.DeadlineException if it ended without, or did not within the tool's deadline
     */
    public String awaitOutput(String text) {
        Given.value("text", text);
        String seen = await("did not write \"%s\"".formatted(text))
                .lookAt(this::output)
                .until("that, or its end", this::output, written -> written.contains(text) || !isRunning());
        if (!seen.contains(text) && !output().contains(text)) {
            throw new DeadlineException("%s on %s ended with %s and did not write \"%s\". It had written: %s"
                    .formatted(program, member, exitCode().orElse(-1), text, output().strip()));
        }
        return output();
    }

    /**
     * Waits for its end.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if it did not end within the tool's deadline; it runs on
     */
    public Tool.Result await() {
        int code = await("did not end")
                .lookAt(() -> "It had written: " + output().strip())
                .until("its end", this::exitCode, Optional::isPresent)
                .orElseThrow();
        return new Tool.Result(code, output(), DataSize.bytes(0));
    }

    private Await await(String what) {
        return Await.orFail("%s on %s %s".formatted(program, member, what), deadline);
    }

    /** {@code SIGKILL}: it cleans nothing up; returns when it is gone. */
    public Tool.Result kill() {
        return end("kill", Signal.KILL);
    }

    /** {@code SIGTERM}: it may end in order; returns when it is gone. */
    public Tool.Result terminate() {
        return end("terminate", Signal.TERM);
    }

    /** {@code SIGINT}, as Ctrl-C: how {@code pg_receivewal} and {@code pg_recvlogical} are ended; returns when it is gone. */
    public Tool.Result interrupt() {
        return end("interrupt", Signal.INT);
    }

    private Tool.Result end(String verb, Signal signal) {
        return acts.run(member.ref(), verb, program, () -> {
            if (isRunning()) {
                member.host().signal(signal, List.of(process));
            }
            return await();
        });
    }

    /** Kills it, if it runs, and removes what it wrote. Closing twice is harmless. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            if (isRunning()) {
                kill();
            }
            List.of(".out", ".pid", ".exit").forEach(suffix -> member.host().delete(files + suffix));
        }
    }

    /** Its name, where it runs, and whether. */
    @Override
    public String toString() {
        return "%s on %s, %s"
                .formatted(
                        program,
                        member,
                        exitCode().map(code -> "ended with " + code).orElse("runs"));
    }
}
