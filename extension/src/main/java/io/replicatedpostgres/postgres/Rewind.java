package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code pg_rewind} of the data directory of a host. */
public final class Rewind {

    /** The program; there is no substitute for it. */
    public static final String PROGRAM = "pg_rewind";

    /** What can be done about a rewind that did not come to its end. */
    public static final String WAYS_OUT =
            "Rebuild it, which always works. To rewind it again works as long as the WAL it needs is in its archive, or was not replaced yet: it fails without harm otherwise.";

    private static final Pattern NOT_SET = Pattern.compile("\"?restore_command\"? is not set in the target cluster");
    private static final String OVERWRITTEN =
            ". The postgresql.conf of %s is not the one that was written here: another pg_rewind that did not come to its end, or a test, has overwritten it. rewindTo writes it anew";
    private static final Duration LOOK = Duration.ofSeconds(30);

    private final Host host;
    private final PostgresBinaries binaries;

    /** Rewinds of the node on this host. */
    public Rewind(Host host, PostgresBinaries binaries) {
        this.host = host;
        this.binaries = binaries;
    }

    /** Whether a rewind was begun here and did not come to its end: the directory must not be started. */
    public boolean isUnfinished() {
        return host.exists(marker());
    }

    /** What {@code ALTER SYSTEM} had written before the rewind that did not come to its end. */
    public String kept() {
        return new String(host.read(marker()), StandardCharsets.UTF_8);
    }

    /** A new data directory has taken the place of a half-rewound one. */
    public void forget() {
        host.delete(marker());
    }

    /**
     * Runs it.
     *
     * @param restoreTargetWal whether to fetch missing WAL by the target's {@code restore_command}
     * @param altered what {@code ALTER SYSTEM} has written, to be kept for another attempt
     * @return what it wrote
     * @throws ReplicatedPostgresException if it failed. Where it had begun to change files, the directory is unusable until a
     *     rewind or rebuild succeeds; where it had not, the directory can be started as before
     */
    public String run(RewindSource source, boolean restoreTargetWal, String altered, Duration deadline) {
        boolean unfinished = isUnfinished();
        host.write(marker(), altered.getBytes(StandardCharsets.UTF_8));
        try {
            String output = finished(source, command(source, restoreTargetWal), deadline);
            host.delete(marker());
            return output;
        } catch (ReplicatedPostgresException e) {
            if (!unfinished && !isTouched(String.valueOf(e.getMessage()))) {
                host.delete(marker());
                throw as(
                        e,
                        "This pg_rewind has changed nothing of %s: it can be started if it could be before."
                                .formatted(host.node()));
            }
            throw as(
                    e,
                    "The directory of %s is half rewound and cannot be started. %s".formatted(host.node(), WAYS_OUT));
        }
    }

    private static ReplicatedPostgresException as(ReplicatedPostgresException e, String then) {
        String message = String.valueOf(e.getMessage());
        String both = message + (message.endsWith(".") ? " " : ". ") + then;
        if (e instanceof DeadlineException) {
            var late = new DeadlineException(both);
            late.initCause(e);
            return late;
        }
        return new ReplicatedPostgresException(both, e);
    }

    /**
     * Whether it has begun to change files. It says so, if it comes to that, and then it takes a list of files before it changes
     * the first. Before it may have recovered the target, which a start would do, and restored WAL into {@code pg_wal}, which a
     * start would too. Source: {@code main} in PostgreSQL's {@code src/bin/pg_rewind/pg_rewind.c}.
     */
    private boolean isTouched(String output) {
        if (output.contains("pg_rewind:") && !output.contains("rewinding from last common checkpoint")) {
            return false;
        }
        String data = new DataDirectory(host).path();
        Outcome changed =
                host.run(Command.of("find", data, "-newer", marker(), "-not", "-path", data + "/pg_wal*"), LOOK);
        return !changed.succeeded() || !changed.output().isBlank();
    }

    /**
     * The same with {@code --dry-run}: nothing is touched.
     *
     * @return what it wrote
     * @throws ReplicatedPostgresException if it failed
     */
    public String dryRun(RewindSource source, boolean restoreTargetWal, Duration deadline) {
        return finished(source, command(source, restoreTargetWal).with("--dry-run"), deadline);
    }

    private Command command(RewindSource source, boolean restoreTargetWal) {
        Command command = Unsynced.unlessPowerCanBeCut(
                host,
                Command.of(
                        binaries.path(PROGRAM), "--target-pgdata=" + new DataDirectory(host).path(), source.option()));
        for (var variable : source.environment().entrySet()) {
            command = command.withEnvironment(variable.getKey(), variable.getValue());
        }
        return restoreTargetWal ? besideData(command.with("--restore-target-wal")) : command;
    }

    private String finished(RewindSource source, Command command, Duration deadline) {
        Outcome outcome;
        try {
            outcome = host.run(command, deadline);
        } catch (DeadlineException e) {
            throw new DeadlineException("rewind of %s to %s through %s: %s"
                    .formatted(host.node(), source.name(), source.through(), e.getMessage()));
        }
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("pg_rewind of %s to %s failed (exit code %s): %s%s"
                    .formatted(
                            host.node(),
                            source.name(),
                            outcome.exitCode(),
                            outcome.output().strip(),
                            NOT_SET.matcher(outcome.output()).find() ? OVERWRITTEN.formatted(host.node()) : ""));
        }
        return outcome.output();
    }

    /**
     * The restore command's paths are relative to the data directory; {@code pg_rewind} runs it from wherever it was started.
     * A directory beside the data directory will do, where it is not taken for a process of the server.
     */
    private Command besideData(Command command) {
        String beside = host.home() + "/beside";
        host.makeDirectory(beside);
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", beside));
        words.addAll(command.words());
        return new Command(words, command.environment());
    }

    private String marker() {
        return host.home() + "/rewind.unfinished";
    }
}
