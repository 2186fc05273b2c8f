package io.replicatedpostgres.provision.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Questions to the machine: programs that answer at once. */
final class SmallCommand {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private SmallCommand() {}

    /**
     * How a program answered.
     *
     * @param succeeded whether it ended with 0
     * @param output what it wrote, both streams in one; else why it could not be started
     */
    record Answer(boolean succeeded, String output) {}

    /** What a program wrote; empty if it is not there, failed, or took too long. */
    static Optional<String> output(String... words) {
        Answer answer = ask(List.of(words));
        return answer.succeeded() ? Optional.of(answer.output()) : Optional.empty();
    }

    /** How a program answers. */
    static Answer ask(List<String> words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            BoundedProcess.OperationEnd ended = BoundedProcess.await(process, DEADLINE);
            return new Answer(!ended.expired() && ended.exitCode() == 0, ended.output());
        } catch (IOException e) {
            return new Answer(false, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(false, "interrupted");
        }
    }

    /** Whether a program is on the path. */
    static boolean exists(String program) {
        return onPath(program).isPresent();
    }

    /** Where a program is on the path. */
    static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        return Arrays.stream(path == null ? new String[0] : path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
