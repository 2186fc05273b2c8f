package io.replicatedpostgres.cluster;

import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;

/**
 * A program of PostgreSQL that a test runs beside the cluster, on the host of one node: {@code psql}, {@code pg_rewind},
 * {@code pg_receivewal}, {@code pgbench}. The passwords of the cluster reach it by a password file; no argument has to
 * carry one.
 */
public final class Tool {

    private final Member member;
    private final Acts acts;
    private final Command command;
    private final Duration deadline;

    private Tool(Member member, Acts acts, Command command, Duration deadline) {
        this.member = member;
        this.acts = acts;
        this.command = command;
        this.deadline = deadline;
    }

    static Tool of(Member member, Acts acts, String program) {
        Command command = Command.of(member.provisioned().binaries().path(program))
                .withEnvironment("PGPASSFILE", member.passwordFile());
        return new Tool(member, acts, command, member.deadline());
    }

    /** The same with further arguments. */
    public Tool with(String... arguments) {
        return new Tool(member, acts, command.with(arguments), deadline);
    }

    /** The same with a variable in its environment. */
    public Tool withEnvironment(String name, String value) {
        return new Tool(member, acts, command.withEnvironment(name, value), deadline);
    }

    /** The same with another deadline; by default it is that of the spec. */
    public Tool within(Duration newDeadline) {
        return new Tool(member, acts, command, newDeadline);
    }

    /** The same, its standard output thrown away: what it says of errors is left. */
    Tool discardingOutput() {
        var words = new java.util.ArrayList<>(java.util.List.of("/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/null"));
        words.addAll(command.words());
        return new Tool(member, acts, new Command(words, command.environment()), deadline);
    }

    /**
     * Runs it to its end, as the user the server runs as.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if it was not done by then; it has been killed
     */
    public Result run() {
        return acts.run(member.ref(), "run", command.program(), () -> {
            Outcome outcome = member.host().run(command, deadline);
            return new Result(outcome.exitCode(), outcome.output());
        });
    }

    /**
     * How it ended.
     *
     * @param exitCode 0 if it succeeded
     * @param output what it wrote, both streams in one
     */
    public record Result(int exitCode, String output) {}
}
