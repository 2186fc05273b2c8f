package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.DockerClient;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A shell that stays in a container, because beginning one costs more than most of what it is asked for. One question at a
 * time: it evaluates a script, and the script's answer begins with a line that says how long the rest is.
 */
final class Shell implements AutoCloseable {

    /**
     * {@code read} takes not a byte more than its line from the input, so that what follows it is there for the script.
     * Variables of the image that would reach PostgreSQL's programs are taken away.
     */
    private static final String LOOP = """
            umask 077
            for v in $(env | sed -n 's/^\\(PG[A-Z_]*\\|LC_[A-Z]*\\)=.*/\\1/p'); do unset "$v"; done
            LANG=C LC_ALL=C HOME=/tmp; export LANG LC_ALL HOME; cd /
            while IFS= read -r n; do eval "$(head -c "$n")"; done
            """;

    private final String where;
    private final Inlet input;
    private final Reply reply;
    private volatile boolean broken;

    private Shell(String where, Inlet input, Reply reply) {
        this.where = where;
        this.input = input;
        this.reply = reply;
    }

    /** Begins one. */
    static Shell open(DockerClient docker, String container, String user, String where) {
        String exec = docker.execCreateCmd(container)
                .withCmd("/bin/sh", "-c", LOOP)
                .withUser(user)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        var input = new Inlet();
        var reply = new Reply();
        docker.execStartCmd(exec).withStdIn(input).exec(reply);
        return new Shell(where, input, reply);
    }

    /** Whether it can be asked again. */
    boolean isUsable() {
        return !broken;
    }

    /** Evaluates a script that writes one line. */
    String line(String script, byte[] standardInput, Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        reply.takeErrors();
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        input.send((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
        input.send(bytes);
        input.send(standardInput);
        return answered(reply.line(until), deadline);
    }

    /** Takes what the script announced in its line. */
    byte[] rest(int count, Duration deadline) {
        return answered(reply.bytes(count, System.nanoTime() + deadline.toNanos()), deadline);
    }

    /** A further line of the same script. */
    Optional<String> another(Duration deadline) {
        return reply.line(System.nanoTime() + deadline.toNanos());
    }

    /** What it has complained of. */
    String errors() {
        return reply.takeErrors();
    }

    private <T> T answered(Optional<T> answer, Duration deadline) {
        if (answer.isPresent()) {
            return answer.get();
        }
        broken = true;
        String errors = reply.takeErrors();
        if (errors.isEmpty()) {
            throw new DeadlineException("the shell in %s did not answer within %s s; is its container still there?"
                    .formatted(where, deadline.toMillis() / 1000.0));
        }
        throw new ReplicatedPostgresException("the shell in %s failed: %s".formatted(where, errors));
    }

    @Override
    public void close() {
        broken = true;
        input.close();
    }
}
