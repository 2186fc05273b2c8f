package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.DockerClient;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A shell that stays in a container, because beginning one costs more than most of what it is asked for. One question at a
 * time: it evaluates a script, and answers with a line, or with whatever it writes up to a mark.
 */
final class Shell implements AutoCloseable {

    /** Where a command's output goes, to be shown when it has ended: a name that no other shell has. */
    static final String OUTPUT = "\"$O\"";

    /**
     * A question is the number of its lines, and those. {@code read} takes not a byte more than its line from the input, so
     * that what follows the script is there for it, and starts no process. Variables of the image that would reach
     * PostgreSQL's programs are taken away.
     */
    private static final String LOOP = """
            umask 077
            for v in $(env | sed -n 's/^\\(PG[A-Z_]*\\|LC_[A-Z]*\\)=.*/\\1/p'); do unset "$v"; done
            LANG=C LC_ALL=C HOME=/tmp; export LANG LC_ALL HOME; cd /
            O=/tmp/replicated-postgres-%s-$$
            N='
            '
            while IFS= read -r n; do
              s=
              while [ "$n" -gt 0 ]; do IFS= read -r l; s=$s$l$N; n=$((n-1)); done
              eval "$s"
            done
            """;

    private final String where;
    private final StdinStream input;
    private final StdoutReader reply;
    private volatile boolean broken;

    private Shell(String where, StdinStream input, StdoutReader reply) {
        this.where = where;
        this.input = input;
        this.reply = reply;
    }

    /**
     * What a script wrote.
     *
     * @param output all of it
     * @param status the exit status of its last command
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] output, int status) {

        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        boolean succeeded() {
            return status == 0;
        }
    }

    /** Begins one. */
    static Shell open(DockerClient docker, String container, String user, String where) {
        String exec = docker.execCreateCmd(container)
                .withCmd("/bin/sh", "-c", LOOP.formatted(user.replaceAll("[^0-9A-Za-z_-]", "_")))
                .withUser(user)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        var input = new StdinStream();
        var reply = new StdoutReader();
        docker.execStartCmd(exec).withStdIn(input).exec(reply);
        return new Shell(where, input, reply);
    }

    /** Whether it can be asked again. */
    boolean isUsable() {
        return !broken;
    }

    /** It is not known what its next answer belongs to. */
    void giveUp() {
        broken = true;
    }

    /** Evaluates a script that writes one line. */
    String line(String script, byte[] standardInput, Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        send(script, standardInput);
        return answered(reply.line(until), deadline);
    }

    /** Evaluates a script and takes all that it writes. */
    Answer ask(String script, byte[] standardInput, Duration deadline) {
        String mark = newMark();
        send(script + "\n" + thenMark(mark), standardInput);
        return answer(mark, deadline);
    }

    /** What nothing that is written holds by chance. */
    static String newMark() {
        var random = ThreadLocalRandom.current();
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    /** Ends an answer, with the exit status of what was before it. */
    static String thenMark(String mark) {
        return "printf '\\n%s %%s\\n' $?".formatted(mark);
    }

    /** Takes what the running script writes up to a mark. */
    Answer answer(String mark, Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        byte[] sought = ("\n" + mark + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] output = answered(reply.upTo(sought, until), deadline);
        return new Answer(output, Integer.parseInt(answered(reply.line(until), deadline)));
    }

    private void send(String script, byte[] standardInput) {
        reply.takeErrors();
        long lines = script.chars().filter(c -> c == '\n').count() + 1;
        input.send((lines + "\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
        input.send(standardInput);
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
