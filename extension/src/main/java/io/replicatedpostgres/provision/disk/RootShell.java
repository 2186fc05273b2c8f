package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands that root runs on the machine or in the container where disks are mounted. */
public interface RootShell {

    /**
     * How a program answered.
     *
     * @param succeeded whether it ended with 0
     * @param output what it wrote, both streams in one; else why it could not be started
     */
    record Answer(boolean succeeded, String output) {}

    /** Runs a program, which ends soon. */
    Answer ask(List<String> words);

    /** Runs a program that may write the kernel's own files below {@code /sys}. */
    Answer askOfKernel(List<String> words);

    /** Runs a program that has to succeed. */
    default void succeed(String... words) {
        refuseFailure(List.of(words), ask(List.of(words)));
    }

    /**
     * Runs a script of {@code sh} that has to succeed.
     *
     * @param arguments its {@code $1} and so on
     */
    default void succeedIn(String script, String... arguments) {
        List<String> words = inShell(script, arguments);
        refuseFailure(words, ask(words));
    }

    /** What a program wrote; empty if it failed. */
    default Optional<String> output(String... words) {
        Answer answer = ask(List.of(words));
        return answer.succeeded() ? Optional.of(answer.output()) : Optional.empty();
    }

    /** Whether a program is on the path. */
    default boolean has(String program) {
        return ask(inShell("command -v \"$1\"", program)).succeeded();
    }

    /** The whole of a file; empty if it cannot be read. */
    default Optional<String> content(String path) {
        return output("cat", path);
    }

    /** Writes a value to one of the kernel's files. */
    default void setOfKernel(String path, String value) {
        Answer answer = askOfKernel(inShell("printf %s \"$2\" >\"$1\"", path, value));
        if (!answer.succeeded()) {
            throw new ReplicatedPostgresException("could not write %s to %s: %s"
                    .formatted(value, path, answer.output().strip()));
        }
    }

    /** A script as the words of a program. */
    static List<String> inShell(String script, String... arguments) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        words.addAll(List.of(arguments));
        return words;
    }

    private static void refuseFailure(List<String> words, Answer answer) {
        if (!answer.succeeded()) {
            throw new ReplicatedPostgresException("%s failed: %s"
                    .formatted(String.join(" ", words), answer.output().strip()));
        }
    }
}
