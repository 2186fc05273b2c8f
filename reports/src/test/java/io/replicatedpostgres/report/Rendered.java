package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** A report without the style sheet and the scripts that every report holds. */
final class Rendered {

    private Rendered() {}

    /** Renders first. */
    static String from(ReportFolder folder) {
        Report.render(folder);
        return read(folder);
    }

    /** Reads what is there. */
    static String read(ReportFolder folder) {
        String html = html(folder);
        Assets assets = Assets.load();
        assertThat(html.contains(assets.charts())).as("holds the charts").isTrue();
        assertThat(html.contains(assets.script())).as("holds the script").isTrue();
        return html.replace(assets.charts(), "").replace(assets.script(), "").replace(assets.style(), "");
    }

    private static String html(ReportFolder folder) {
        try {
            return Files.readString(folder.index());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
