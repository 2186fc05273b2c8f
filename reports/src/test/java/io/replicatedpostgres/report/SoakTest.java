package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.SmallHeap;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("soak")
class SoakTest {

    @Test
    void aMillionEventsAreWrittenAndRenderedInASmallHeap(@TempDir Path output) throws Exception {
        SmallHeap.run("128m", Soak.class, output, 1_000_000);

        assertThat(Rendered.read(ReportFolder.in(output)))
                .hasSizeLessThan(9 << 20)
                .contains("(1000000 entries)", "failed after all")
                .contains("act 1001<", "act 500001<", "act 999001<")
                .contains("fault 3<", "fault 500003<", "fault 999003<")
                .contains("failure 6<", "failure 500006<", "failure 999006<")
                .contains("line 18<", "line 999999<")
                .contains("log lines and notes from the middle are left out");
    }
}
