package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A circle of transactions as a picture. */
class CyclePictureTest {

    private static final History FORK = history(
            "0 0 0 10 acknowledged repeatable_read node-1 primary 1 0/10 1:1: - a1=1",
            "1 1 0 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - a2=2",
            "2 2 0 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=",
            "3 3 0 10 acknowledged repeatable_read node-2 standby 1 0/20 1:1: - r1=;r2=2",
            "4 2 50 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=2");

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
        assertThat(picture.boxes()).extracting(CyclePicture.Box::text).contains("append 1 to 1", "1 = [], 2 = [2]");
        assertThat(picture.arrows())
                .extracting(CyclePicture.Arrow::name)
                .containsExactlyInAnyOrder("wr", "wr", "rw", "rw");
        assertThat(picture.arrows()).filteredOn(CyclePicture.Arrow::missed).hasSize(2);
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

    private static History history(String... lines) {
        List<Transaction> transactions =
                Stream.of(lines).map(Transaction::parse).toList();
        return History.of(List.of(new Entry(0, Instant.EPOCH, new Transactions("lists", transactions))));
    }
}
