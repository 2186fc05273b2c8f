package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page says what came of the runs. {@code -Dmatrix.runs=a/index.json,b/index.json} adds the results of runs to {@code matrix.tsv},
 * and writes the page anew; {@code -Dmatrix.write=true} writes it alone.
 */
class RunMatrixTest {

    private static final Path RESULTS = Path.of("src/test/resources/matrix.tsv");
    private static final Path PAGE = Path.of("../docs/matrix.md");

    @TempDir
    private Path directory;

    private static RunMatrix matrix() throws IOException {
        return new RunMatrix(Told.all().stream().map(Told::name).toList())
                .add(Files.readAllLines(RESULTS).stream().map(Ran::parse).toList());
    }

    @Test
    void thePageSaysWhatCameOfTheRuns() throws IOException {
        RunMatrix matrix = matrix();
        List<String> runs = Arrays.stream(System.getProperty("matrix.runs", "").split(","))
                .filter(run -> !run.isBlank())
                .toList();
        for (String run : runs) {
            matrix.add(Ran.of(Path.of(run.strip())));
        }
        if (!runs.isEmpty() || Boolean.getBoolean("matrix.write")) {
            Files.write(RESULTS, matrix.lines());
            Files.writeString(PAGE, matrix.page());
        }

        assertThat(PAGE)
                .as(
                        "to write it anew: mvn -pl scenarios -am test -Dtest=RunMatrixTest -Dsurefire.failIfNoSpecifiedTests=false -Dmatrix.write=true")
                .hasContent(matrix.page());
    }

    @Test
    void noCellIsEmptyAndNothingThatRanFailed() throws IOException {
        assertThat(matrix().page()).doesNotContain("|  |").doesNotContain("| " + Ran.FAILED);
    }

    @Test
    void aClassThatWasSkippedIsAllOfItsScenarios() throws IOException {
        List<Ran> run = Ran.of(index(
                test("AScenarios · AScenarios", "skipped", "from 13", ""),
                test("BScenarios · one", "passed", "", "\"PostgreSQL 12.22, embedded, /bin\"")));

        String page = new RunMatrix(List.of("AScenarios.one", "AScenarios.two", "BScenarios.one"))
                .add(run)
                .page();

        assertThat(page)
                .contains("| AScenarios.one | none at hand | skipped 1 | none at hand |")
                .contains("| AScenarios.two | none at hand | skipped 1 | none at hand |")
                .contains("| BScenarios.one | none at hand | passed | none at hand |");
    }

    private Path index(String... tests) throws IOException {
        return Files.writeString(
                directory.resolve("index.json"), "{\"tests\": [%s]}".formatted(String.join(",", tests)));
    }

    private static String test(String scenario, String verdict, String message, String origins) {
        return """
                {"scenario": "%s", "verdict": "%s", "message": "%s", "origins": [%s]}""".formatted(scenario, verdict, message, origins);
    }

    @Test
    void aRunIsReadByItsReport() throws IOException {
        String origin = "\"PostgreSQL 11.22, embedded, /cache/bin\"";
        List<Ran> run = Ran.of(index(
                test("AScenarios · one", "loss_allowed", "some are lost", origin),
                test("AScenarios · two", "skipped", "it needs pg_rewind,\\n and PostgreSQL 11.22 in /a/b has none", ""),
                test("AScenarios · two", "passed", "", origin),
                test("AScenarios · three", "aborted", "before 12 | none", ""),
                test("AScenarios · four", "failed", "no", origin),
                test("AScenarios · gone", "passed", "", origin)));

        String page = new RunMatrix(List.of(
                        "AScenarios.one", "AScenarios.two", "AScenarios.three", "AScenarios.four", "AScenarios.five"))
                .add(run)
                .page();

        assertThat(page)
                .contains("| scenario | 11.22 | 12 | 13 | 14 | 15 | 16 | 17 | 18 |\n")
                .contains("| AScenarios.one | passed | none at hand |")
                .contains("| AScenarios.two | passed | none at hand |")
                .contains("| AScenarios.three | skipped 1 | none at hand |")
                .contains("| AScenarios.four | failed 2 | none at hand |")
                .contains("| AScenarios.five | not run | none at hand |")
                .contains("1. before 12 / none\n2. no\n")
                .doesNotContain("gone");
    }

    @Test
    void aLaterRunTakesThePlaceOfAnEarlierOne() {
        var earlier = new Ran("AScenarios.one", "local", "15.17", Ran.FAILED, "no");
        var later = new Ran("AScenarios.one", "local", "15.18", Ran.PASSED, "");

        var matrix =
                new RunMatrix(List.of("AScenarios.one")).add(List.of(earlier)).add(List.of(later));

        assertThat(matrix.lines()).containsExactly("AScenarios.one\tlocal\t15.18\tpassed\t");
        assertThat(Ran.parse(matrix.lines().get(0))).isEqualTo(later);
    }

    @Test
    void aRunOnSeveralVersionsIsRefused() throws IOException {
        Path index = index(
                test("AScenarios · one", "passed", "", "\"PostgreSQL 11.22, embedded, /bin\""),
                test("AScenarios · two", "passed", "", "\"PostgreSQL 15.18, local, /bin\""));

        assertThatThrownBy(() -> Ran.of(index))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wanted a run of one place and version");
    }
}
