package io.replicatedpostgres.provision.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A shell that stays, for what every start and close does several times: one process for the life of this JVM instead of one for each
 * signal. The signals are sent by the shell's own {@code kill}, because small systems have no other; it ends with the pipe that
 * only this JVM holds open.
 */
final class StayingShell {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            cd /
            while read -r words; do
              $words >/dev/null 2>&1 </dev/null
              echo
            done""";

    private static @Nullable StayingShell shell;

    private final Process process;
    private final Writer words;
    private final BufferedReader answers;

    private StayingShell() throws IOException {
        process = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "replicated-postgres-shell")
                .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
        words = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Sends a signal to each of these; who is gone already does not count. */
    static void signal(String signal, List<Long> pids) throws IOException {
        run("kill -" + signal + numbers(pids));
    }

    /** Removes segments of shared memory; what is gone already does not count. */
    static void removeSharedMemory(List<Long> segments) throws IOException {
        if (!segments.isEmpty()) {
            run("ipcrm" + segments.stream().map(id -> " -m " + id).collect(Collectors.joining()));
        }
    }

    private static String numbers(List<Long> all) {
        return all.stream().map(one -> " " + one).collect(Collectors.joining());
    }

    private static synchronized void run(String line) throws IOException {
        if (shell == null || !shell.does(line)) {
            // there is none yet, or it was killed
            shell = new StayingShell();
            if (!shell.does(line)) {
                throw new IOException("a shell for signals ended at once");
            }
        }
    }

    private boolean does(String line) {
        try {
            words.write(line + "\n");
            words.flush();
            return answers.readLine() != null;
        } catch (IOException e) {
            process.destroyForcibly();
            return false;
        }
    }
}
