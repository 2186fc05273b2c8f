package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a program of the tests in a JVM of its own that has little memory. */
public final class SmallHeap {

    private SmallHeap() {}

    /**
     * Runs it to its end, which must be a good one, and prints what it said.
     *
     * @param heap as {@code -Xmx} takes it, for example {@code 128m}
     * @param program has a {@code main}
     * @param directory its first argument; its output lies there too
     * @param count its second argument
     * @return what it said
     */
    public static String run(String heap, Class<?> program, Path directory, int count) throws Exception {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        directory.toString(),
                        "" + count)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(log);
        assertThat(process.exitValue()).as(said).isZero();
        System.out.print(said);
        return said;
    }
}
