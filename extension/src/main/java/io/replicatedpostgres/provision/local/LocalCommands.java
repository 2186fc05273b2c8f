package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands on this machine as the servers' user, in a clean environment and in the node's own directory. */
final class LocalCommands {

    private final RunAs runAs;
    private final Path directory;
    private final List<String> entering;

    LocalCommands(RunAs runAs, Path directory) {
        this(runAs, directory, List.of());
    }

    /**
     * Commands elsewhere.
     *
     * @param entering the words before each, which lead there
     */
    LocalCommands(RunAs runAs, Path directory, List<String> entering) {
        this.runAs = runAs;
        this.directory = directory;
        this.entering = entering;
    }

    Outcome run(Command command, Duration deadline) {
        return run(command, builder(command), deadline);
    }

    /** As this JVM's own user, who is root where anything needs it. */
    Outcome runAsRoot(Command command, Duration deadline) {
        return run(command, builder(command, command.words()), deadline);
    }

    private Outcome run(Command command, ProcessBuilder builder, Duration deadline) {
        Process process = start(command, builder.redirectErrorStream(true));
        try {
            BoundedProcess.OperationEnd ended = BoundedProcess.await(process, deadline);
            if (ended.expired()) {
                throw new DeadlineException("%s was not done within %s s and was killed. It had written: %s"
                        .formatted(
                                command.program(),
                                deadline.toMillis() / 1000.0,
                                ended.output().strip()));
            }
            return new Outcome(ended.exitCode(), ended.output());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicatedPostgresException("interrupted while " + command.program() + " ran", e);
        }
    }

    Spawned spawn(Command command, File outputFile) {
        Process process = start(
                command,
                builder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile)));
        return new SpawnedProcess(process);
    }

    static void signal(Signal signal, List<Long> pids) {
        try {
            StayingShell.signal(signal.name(), pids);
        } catch (IOException e) {
            throw new ReplicatedPostgresException("could not send %s to %s".formatted(signal, pids), e);
        }
    }

    private Process start(Command command, ProcessBuilder builder) {
        requireProgram(command.words().get(0));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ReplicatedPostgresException("could not start " + command, e);
        }
    }

    /** Said here, because what runs a command as another user starts well and fails afterwards. */
    private static void requireProgram(String program) {
        boolean there = program.contains("/") ? Files.isExecutable(Path.of(program)) : SmallCommand.exists(program);
        if (!there) {
            throw new ReplicatedPostgresException(
                    "could not start %s: there is no such executable program. Name a program of PostgreSQL, or any other by its path."
                            .formatted(program));
        }
    }

    private ProcessBuilder builder(Command command) {
        return builder(command, runAs.command(command.words()));
    }

    private ProcessBuilder builder(Command command, List<String> words) {
        var all = new ArrayList<>(entering);
        all.addAll(words);
        var builder = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LANG", "C");
        environment.put("LC_ALL", "C");
        environment.put("HOME", directory.toString());
        environment.putAll(command.environment());
        return builder;
    }

    private record SpawnedProcess(Process process) implements Spawned {

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public boolean isAlive() {
            return process.isAlive();
        }
    }
}
