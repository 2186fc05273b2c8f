package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.Spawned;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs commands in a container as the servers' user, in a clean environment and in the node's own directory. */
final class ContainerCommands {

    /** What may pass between the end of a command and the word of it. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final byte[] NOTHING = {};

    private final Container container;
    private final String user;
    private final String home;

    ContainerCommands(Container container, String user, String home) {
        this.container = container;
        this.user = user;
        this.home = home;
    }

    Outcome run(Command command, Duration deadline) {
        String mark = Shell.newMark();
        // in a session of its own, so that all that it starts can be killed with it
        String script = guarded(
                command,
                "cd %s; %s $S %s </dev/null >%s 2>&1 & p=$!; echo $p; wait $p; r=$?; echo $r; cat %4$s; cd /; %5$s"
                        .formatted(
                                Quoted.word(home),
                                environment(command),
                                Quoted.words(command.words()),
                                Shell.OUTPUT,
                                Shell.thenMark(mark)));
        return container.with(user, shell -> {
            String pid = shell.line(script, NOTHING, GRACE);
            requireProgram(pid, command);
            Optional<String> ended = shell.another(deadline);
            boolean expired = ended.isEmpty();
            if (expired) {
                kill(pid);
                ended = shell.another(GRACE);
            }
            String code = ended.orElseThrow(() -> {
                shell.giveUp();
                return new DeadlineException("%s in container %s does not even end when it is killed"
                        .formatted(command.program(), container.shortId()));
            });
            String text = shell.answer(mark, GRACE).text();
            if (expired) {
                throw new DeadlineException("%s was not done within %s s and was killed. It had written: %s"
                        .formatted(command.program(), deadline.toMillis() / 1000.0, text.strip()));
            }
            return new Outcome(Integer.parseInt(code), text);
        });
    }

    /** As a child of the container's first process, which reaps it at once: for PostgreSQL a zombie is a postmaster that runs. */
    Spawned spawn(Command command, String outputFile) {
        String script = guarded(
                command,
                "(cd %1$s; true >>%4$s; %2$s $S %3$s </dev/null >>%4$s 2>&1 & echo $!)"
                        .formatted(
                                Quoted.word(home),
                                environment(command),
                                Quoted.words(command.words()),
                                Quoted.word(outputFile)));
        String pid = container.line(user, script, NOTHING, GRACE);
        requireProgram(pid, command);
        return new InContainer(Long.parseLong(pid));
    }

    /** Without the program the answer would be the number of a process that never was it. */
    private static String guarded(Command command, String script) {
        return "if command -v %s >/dev/null; then %s; else echo none; fi"
                .formatted(Quoted.word(command.words().get(0)), script);
    }

    private static void requireProgram(String pid, Command command) {
        if (!pid.matches("\\d+")) {
            throw new ReplicatedPostgresException(
                    "could not start %s: there is no such executable program. Name a program of PostgreSQL, or any other by its path."
                            .formatted(command));
        }
    }

    private String environment(Command command) {
        return "HOME=" + Quoted.word(home) + " "
                + command.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + Quoted.word(entry.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private void kill(String pid) {
        container.line(
                user,
                "kill -KILL -%1$s 2>/dev/null; kill -KILL %1$s 2>/dev/null; echo killed".formatted(pid),
                NOTHING,
                GRACE);
    }

    private final class InContainer implements Spawned {

        private final long pid;

        InContainer(long pid) {
            this.pid = pid;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public boolean isAlive() {
            String state = container.line(
                    user,
                    "s=; { read -r s </proc/%s/stat; } 2>/dev/null; s=${s##*) }; echo \"${s%%%%%% *}\"".formatted(pid),
                    NOTHING,
                    GRACE);
            return !state.isEmpty() && !state.startsWith("Z") && !state.startsWith("X");
        }
    }
}
