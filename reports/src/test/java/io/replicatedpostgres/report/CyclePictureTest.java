package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.Transactions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A circle of transactions as a picture. */
class CyclePictureTest {

    private static final History FORK =
            History.of(List.of(new Entry(0, Instant.EPOCH, new Transactions("lists", LongFork.TRANSACTIONS))));

    @Test
    void aLongForkIsFourBoxesAndFourArrowsWithinThePicture() {
        List<CyclePicture> pictures = CyclePicture.of(
                List.of(checked("snapshot isolation across nodes", "FAIL"), checked("a check of mine", "FAIL")), FORK);

        assertThat(pictures).hasSize(1);
        CyclePicture picture = pictures.get(0);
        assertThat(picture.title()).isEqualTo("long fork (G-nonadjacent): not snapshot isolation across nodes");
        assertThat(picture.boxes()).hasSize(4).allSatisfy(box -> {
            assertThat(box.x()).isBetween(0, CyclePicture.WIDTH - CyclePicture.BOX_WIDTH);
            assertThat(box.y()).isBetween(0, CyclePicture.HEIGHT - CyclePicture.BOX_HEIGHT);
        });
        assertThat(picture.boxes())
                .extracting(CyclePicture.Box::title)
                .anyMatch(title -> title.endsWith("on node-2, a standby"));
        assertThat(picture.boxes()).extracting(CyclePicture.Box::name).containsExactly("T1", "T2", "T3", "T4");
        assertThat(picture.boxes()).extracting(CyclePicture.Box::text).contains("append 1 to 1", "1 = [], 2 = [2]");
        assertThat(picture.arrows())
                .extracting(CyclePicture.Arrow::name)
                .containsExactlyInAnyOrder("wr", "wr", "rw", "rw");
        assertThat(picture.arrows()).filteredOn(CyclePicture.Arrow::missed).hasSize(2);
    }

    @Test
    void theScriptIsToldWhereAndWhenEachOfThemRan(@TempDir Path output) {
        var folder = ReportFolder.in(output);
        LongFork.write(folder.journals().resolve("a.jsonl"));

        String page = Rendered.from(folder);

        assertThat(page)
                .contains("\"name\":\"T4\",\"node\":")
                .contains("\"node\":\"node-2\",\"from\":290.0,\"to\":295.0,\"text\":\"1 \\u003d [], 2 \\u003d [2]\"");
    }

    @Test
    void whatHeldIsNotDrawn() {
        assertThat(CyclePicture.of(List.of(checked("snapshot isolation across nodes", "PASS")), FORK))
                .isEmpty();
        assertThat(CyclePicture.of(List.of(checked("snapshot isolation on the primary", "FAIL")), FORK))
                .isEmpty();
    }

    private static GuaranteeChecked checked(String guarantee, String verdict) {
        return new GuaranteeChecked(guarantee, verdict, "so it is", List.of());
    }
}
