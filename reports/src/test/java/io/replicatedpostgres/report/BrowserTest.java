package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@Tag("browser")
@EnabledIf(value = "chromiumIsThere", disabledReason = "there is no chromium on the path")
class BrowserTest {

    @TempDir
    Path output;

    @Test
    void everyPictureIsDrawnWithItsDataAndNothingIsComplainedOf() throws Exception {
        var folder = ReportFolder.in(output);
        Story.failed(folder.journals().resolve("a.jsonl"), "rewindWithAStaleArchive");
        Path html = Report.render(folder).orElseThrow();

        String page = opened(html);

        assertThat(page.substring(page.indexOf("class=\"pictures\"")))
                .containsSubsequence("<svg", "</svg>")
                .contains(">primary, timeline 1<", ">standby, timeline 1<", ">primary, timeline 2<", ">stopped<")
                .contains(">isolated · node-1<", ">two primaries<", ">✕ assertion failed<")
                .contains(">0/3200000<", ">32.0 MB<", ">limit<", ">9 start<");
        assertThat(Files.readString(output.resolve("browser.log")))
                .doesNotContain("CONSOLE")
                .doesNotContain("Uncaught");
    }

    @Test
    void aComplaintWouldBeNoticed() throws Exception {
        Path html = output.resolve("bad.html");
        Files.writeString(
                html, "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>1</script>");

        opened(html);

        assertThat(Files.readString(output.resolve("browser.log"))).contains("CONSOLE");
    }

    private String opened(Path html) throws IOException, InterruptedException {
        Path page = output.resolve("page.html");
        Process browser = new ProcessBuilder(List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + output.resolve("profile"),
                        "--window-size=1400,2400",
                        "--virtual-time-budget=3000",
                        "--enable-logging=stderr",
                        "--dump-dom",
                        html.toUri().toString()))
                .redirectOutput(page.toFile())
                .redirectError(output.resolve("browser.log").toFile())
                .start();
        boolean ended = browser.waitFor(1, TimeUnit.MINUTES);
        browser.destroyForcibly();
        assertThat(ended).isTrue();
        return Files.readString(page);
    }

    static boolean chromiumIsThere() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "chromium")));
    }
}
