package io.replicatedpostgres.topology;

/**
 * How a command ended.
 *
 * @param exitCode 0 if it succeeded
 * @param output what it wrote, both streams in one
 */
public record Outcome(int exitCode, String output) {

    /** Whether the exit code is 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }
}
