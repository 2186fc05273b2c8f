package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded runs hold nothing of the machine on which they were recorded: what is said there is rewritten before it is saved. */
class SavedRunsTest {

    private static final Path RESOURCES = Path.of("src/test/resources");

    /** Working copies, home directories but that of {@code user}, random temporary directories, kernels built for one host, JVMs by number. */
    private static final Pattern MACHINE = Pattern.compile(
            "/work/|/root\\b|/home/(?!user/)|/tmp/[^\\s\"]*|replicated-postgres-root" + "|/jvms/(?!jvm-)|-fc-v\\d+");

    static List<Path> saved() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("saved")
    void aSavedRunNamesNoMachine(Path file) throws IOException {
        assertThat(ofAMachine(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/work/main/a", "/root/.m2", "/home/jane/a", "/tmp/junit-17/a", "/dev/shm/x/jvms/hoy-1p9/2"})
    void whatNamesOneIsFound(String text) {
        assertThat(ofAMachine("kept in " + text)).hasSize(1);
    }

    private static List<String> ofAMachine(String text) {
        return MACHINE.matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
