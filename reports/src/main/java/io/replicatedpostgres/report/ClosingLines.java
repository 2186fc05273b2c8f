package io.replicatedpostgres.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The lines printed at the end of a run: the build tool names the failures, and these lines name what is doubtful among the green tests. */
final class ClosingLines {

    private static final int LINES_MAX = 10;
    private static final int LENGTH_MAX = 300;

    private ClosingLines() {}

    static List<String> of(RunReport run, Path page) {
        var lines = new ArrayList<String>();
        lines.add("Replicated Postgres: %s: %s".formatted(run.tally(), page));
        List<TestResult> doubtful =
                run.tests().stream().filter(test -> test.verdict().isDoubtful()).toList();
        add(lines, doubtful, doubtful.size(), "test that passed and is not green", ClosingLines::doubt);
        add(lines, run.found(), run.findings(), "finding", ClosingLines::finding);
        run.shards().said().forEach(missing -> lines.add("  " + missing));
        if (run.earlier() > 0) {
            lines.add("  " + run.leftOut());
        }
        return lines.stream().map(ClosingLines::shortened).toList();
    }

    private static <T> void add(List<String> lines, List<T> all, long count, String one, Function<T, String> said) {
        all.stream().limit(LINES_MAX).map(said).forEach(lines::add);
        if (count > LINES_MAX) {
            lines.add("  and %s: see the report".formatted(Markdown.count(count - LINES_MAX, "more " + one)));
        }
    }

    private static String doubt(TestResult test) {
        Digest digest = test.last().digest();
        return "  %s %s: %s".formatted(digest.scenario(), test.verdict().word(), digest.headline());
    }

    private static String finding(RunReport.Found found) {
        return "  %s: a detector found on %s: %s: %s"
                .formatted(
                        found.test().last().digest().scenario(),
                        found.finding().node(),
                        found.finding().kind(),
                        found.finding().text());
    }

    private static String shortened(String line) {
        String shown = Shown.line(line);
        return shown.length() <= LENGTH_MAX ? shown : shown.substring(0, LENGTH_MAX) + " …";
    }
}
