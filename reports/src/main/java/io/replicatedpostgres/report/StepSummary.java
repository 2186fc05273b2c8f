package io.replicatedpostgres.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The page that GitHub Actions shows of a step: Markdown in the file that {@code GITHUB_STEP_SUMMARY} names, of at most 1 MiB.
 * Source: <a href="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands">workflow commands</a>.
 * Every fork of a build renders the whole run, so each replaces what the one before it said of that run.
 */
final class StepSummary {

    static final String VARIABLE = "GITHUB_STEP_SUMMARY";
    private static final int BYTES_MAX = 1 << 20;

    private StepSummary() {}

    /** Where to, according to the environment. */
    static Optional<Path> file() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(name -> !name.isBlank())
                .map(Path::of);
    }

    /** Puts a part in place of the one of the same name, or behind all others; not if there is no room for it. */
    static boolean put(Path file, String name, String markdown) throws IOException {
        String marker = Markdown.text(name).replace("-->", "");
        String begin = "<!-- resilience report of %s -->\n".formatted(marker);
        String end = "<!-- end of the resilience report of %s -->\n".formatted(marker);
        String before = Files.exists(file) ? Files.readString(file, UTF_8) : "";
        int from = before.indexOf(begin);
        int to = before.indexOf(end, Math.max(0, from));
        String rest = from < 0 || to < 0 ? before : before.substring(0, from) + before.substring(to + end.length());
        String all = rest + (rest.isEmpty() || rest.endsWith("\n") ? "" : "\n") + begin + markdown + end;
        if (all.getBytes(UTF_8).length > BYTES_MAX) {
            return false;
        }
        Files.writeString(file, all, UTF_8);
        return true;
    }
}
