package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void rendersTheJournalsOfSeveralDirectoriesAsOneReport() {
        Story.passed(directory.resolve("one/journals/a.jsonl"), "first");
        Story.failed(directory.resolve("two/deep/down/b.jsonl"), "second");
        Path html = directory.resolve("new/report.html");

        int exit = run(directory.resolve("one"), directory.resolve("two"), "-o", html);

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(html.toString());
        assertThat(html).content().contains("1 of 2 tests did not pass", "first", "second");
    }

    @Test
    void withoutAnOutputItGoesWhereTheJournalsAre() {
        Story.passed(directory.resolve("journals/a.jsonl"), "first");

        assertThat(run(directory)).isZero();

        assertThat(directory.resolve("index.html")).content().contains("The test passed");
    }

    @Test
    void wrongArgumentsAreNamedAndTheUsageIsShown() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(directory.resolve("none"))).isEqualTo(2);
        assertThat(run(directory, "-o")).isEqualTo(2);
        assertThat(run(directory)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "no directory", directory + "/none", "the file to write must follow", "there must be journals")
                .contains("Usage:");
    }

    private int run(Object... arguments) {
        List<String> texts = List.of(arguments).stream().map(Object::toString).toList();
        return Main.run(
                texts,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
