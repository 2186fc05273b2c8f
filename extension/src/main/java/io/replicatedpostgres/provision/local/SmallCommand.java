package io.replicatedpostgres.provision.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Questions to the machine: programs that answer at once. */
final class SmallCommand {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private SmallCommand() {}

    /** What a program wrote; empty if it is not there, failed, or took too long. */
    static Optional<String> output(String... words) {
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            BoundedProcess.Ended ended = BoundedProcess.await(process, DEADLINE);
            return !ended.expired() && ended.exitCode() == 0 ? Optional.of(ended.output()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
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
