package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A program of PostgreSQL that a test runs beside the cluster, on the host of one node: {@code psql}, {@code pg_rewind},
 * {@code pg_receivewal}, {@code pgbench}. The passwords of the cluster reach it by a password file; no argument has to
 * carry one. What connects, connects to that node's own server as the superuser, past all links, in the database
 * {@code postgres}, unless its arguments say otherwise: libpq's variables {@code PGHOST}, {@code PGPORT}, {@code PGUSER},
 * {@code PGDATABASE} and {@code PGPASSFILE} are set.
 */
public final class Tool {

    private static final DataSize LINES_OF_A_MESSAGE = DataSize.kilobytes(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Member member;
    private final Acts acts;
    private final Command command;
    private final Duration deadline;
    private final @Nullable DataSize most;

    private Tool(Member member, Acts acts, Command command, Duration deadline, @Nullable DataSize most) {
        this.member = member;
        this.acts = acts;
        this.command = command;
        this.deadline = deadline;
        this.most = most;
    }

    static Tool of(Member member, Acts acts, String program) {
        Given.text("program", program, "psql");
        if (PostgresBinaries.isProgram(program)) {
            member.provisioned()
                    .binaries()
                    .require(
                            program,
                            "tool(\"%s\") of %s".formatted(program, member.ref()),
                            "write @RequiresTool(\"%s\") at the test, which is skipped then".formatted(program));
        }
        Endpoint server = member.host().endpointForHosts();
        String path = program.contains("/")
                ? program
                : member.provisioned().binaries().path(program);
        Command command = Command.of(path)
                .withEnvironment("PGPASSFILE", member.passwordFile())
                .withEnvironment("PGHOST", server.host())
                .withEnvironment("PGPORT", String.valueOf(server.port()))
                .withEnvironment("PGUSER", Credentials.SUPERUSER)
                .withEnvironment("PGDATABASE", "postgres");
        return new Tool(member, acts, command, member.deadline(), null);
    }

    private Tool with(Command other) {
        return new Tool(member, acts, other, deadline, most);
    }

    /** The same with further arguments. */
    public Tool with(String... arguments) {
        Given.each("arguments", arguments);
        Arrays.stream(arguments).forEach(argument -> Given.noNul("arguments", argument));
        return with(command.with(arguments));
    }

    /** The same with a variable in its environment. */
    public Tool withEnvironment(String name, String value) {
        Given.text("name", name, "PGOPTIONS");
        return with(command.withEnvironment(name, Given.noNul("value", value)));
    }

    /** The same with another deadline; by default it is that of the spec. */
    public Tool within(Duration newDeadline) {
        return new Tool(member, acts, command, Given.time("newDeadline", newDeadline), most);
    }

    /**
     * The same, and of what it writes no more than the end is brought here: for {@code pg_waldump}, which writes without
     * end. All of it lies on the host until it is done. Without this everything is brought.
     */
    public Tool keepingLast(DataSize newMost) {
        Given.value("newMost", newMost);
        return new Tool(member, acts, command, deadline, newMost);
    }

    /** The path of the program on the node's host, for a shell that is to run it. */
    public String path() {
        return command.words().get(0);
    }

    /** The same, its standard output thrown away: what it says of errors is left. */
    Tool discardingOutput() {
        return with(inShell("exec \"$0\" \"$@\" >/dev/null", List.of()));
    }

    private Command inShell(String script, List<String> first) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script));
        words.addAll(first);
        words.addAll(command.words());
        return new Command(words, command.environment());
    }

    /**
     * Runs it to its end, as the user the server runs as.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if it was not done by then; it has been killed
     */
    public Result run() {
        return acts.await(
                member.ref(),
                "run",
                command.program(),
                () -> {
                    if (most != null) {
                        return keepingEnd(most);
                    }
                    Outcome outcome = member.host().run(command, deadline);
                    return new Result(outcome.exitCode(), outcome.output(), DataSize.bytes(0));
                },
                result -> null);
    }

    /**
     * Starts it, and returns when it runs. It goes on until it ends, is ended, or the cluster is closed. Its deadline is that of each
     * wait for it.
     *
     * @throws io.replicatedpostgres.model.SpecException if {@link #keepingLast} was asked for: all of it lies on the host here
     */
    public RunningTool start() {
        if (most != null) {
            throw SpecException.of(
                    "keepingLast(%s).start()".formatted(most),
                    "what runs in the background keeps all that it writes on its host",
                    "Leave keepingLast out");
        }
        return RunningTool.start(member, acts, command, deadline);
    }

    private Result keepingEnd(DataSize end) {
        String file = "%s/tool-%s.out".formatted(member.host().home(), NUMBER.incrementAndGet());
        try {
            Outcome outcome = member.host().run(inShell("exec \"$@\" >\"$0\" 2>&1", List.of(file)), deadline);
            long omitted = Math.max(0, member.host().size(file) - end.bytes());
            return new Result(outcome.exitCode(), text(file, omitted), DataSize.bytes(omitted));
        } catch (DeadlineException e) {
            long omitted = Math.max(0, member.host().size(file) - LINES_OF_A_MESSAGE.bytes());
            throw new DeadlineException(
                    "%s, run by %s%s".formatted(command.program(), e.getMessage(), text(file, omitted)));
        } finally {
            member.host().delete(file);
        }
    }

    private String text(String file, long from) {
        return member.host().exists(file) ? new String(member.host().read(file, from), StandardCharsets.UTF_8) : "";
    }

    /**
     * How it ended.
     *
     * @param exitCode 0 if it succeeded
     * @param output what it wrote, both streams in one
     * @param omitted how much it wrote before that; 0 unless {@link #keepingLast} was asked for
     */
    public record Result(int exitCode, String output, DataSize omitted) {}
}
