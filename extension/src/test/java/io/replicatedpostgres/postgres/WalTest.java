package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where WAL ends, what is in it and where two differ, read from its files as recovery reads them. */
class WalTest {

    private static final Timeline SECOND = new Timeline(2);

    private final WalImage image = new WalImage(1);
    private final Lsn first = image.insert(100);

    private static Wal wal(WalImage image, TimelineHistory history) {
        return new Wal(image.on(new FakeHost("node-1")), history);
    }

    private static Wal wal(WalImage image) {
        return wal(image, TimelineHistory.first());
    }

    private static TimelineHistory secondFrom(Lsn fork) {
        return new TimelineHistory(SECOND, List.of(new TimelineHistory.Ancestor(Timeline.FIRST, fork)));
    }

    @Test
    void endsBehindTheLastRecord() {
        image.insert(7);
        image.insert(0);
        Lsn last = image.commit();

        assertThat(wal(image).end(first)).isEqualTo(image.end());
        assertThat(wal(image).end(last)).isEqualTo(image.end());
    }

    @Test
    void readsRecordsThatCrossPagesAndSegments() {
        for (int bytes : List.of(8000, 30_000, 3, 100_000, 16_000, 1)) {
            image.insert(bytes);
        }

        assertThat(wal(image).end(first)).isEqualTo(image.end());
    }

    @Test
    void goesOnInTheNextSegmentAfterASwitch() {
        image.switchSegment();
        image.insert(10);

        assertThat(wal(image).end(first)).isEqualTo(image.end());
    }

    @Test
    void halfARecordDoesNotCount() {
        Lsn end = image.end();
        image.half(20_000, 9_000);

        assertThat(wal(image).end(first)).isEqualTo(end);
    }

    @Test
    void aRecordWithoutItsNextSegmentDoesNotCount() {
        Lsn end = image.end();
        image.insert(100_000);
        image.remove(image.name());

        assertThat(wal(image).end(first)).isEqualTo(end);
    }

    @Test
    void aLostHalfThatWasOverwrittenIsPassed() {
        image.half(20_000, 5_000);
        image.overwriteFromNextPage();
        image.insert(10);

        assertThat(wal(image).end(first)).isEqualTo(image.end());
    }

    @Test
    void whatARecycledSegmentHoldsDoesNotCount() {
        image.switchSegment();
        Lsn end = image.end();
        image.recycle(1, 2);

        assertThat(wal(image).end(first)).isEqualTo(end);
    }

    @Test
    void whereNothingIsItEndsWhereItBegins() {
        Lsn elsewhere = new Lsn(100L * WalImage.SEGMENT);

        assertThat(wal(image).end(elsewhere)).isEqualTo(elsewhere);
        assertThat(wal(image).end(image.end())).isEqualTo(image.end());
    }

    @Test
    void goesOnAlongTheTimelinesOfTheHistory() {
        image.insert(5_000);
        Lsn fork = image.end();
        WalImage abandoned = image.copy();
        abandoned.insert(20_000);
        image.promote(SECOND);
        image.insert(30_000);
        image.commit();

        assertThat(wal(image, secondFrom(fork)).end(first)).isEqualTo(image.end());
        assertThat(wal(image).end(first)).isEqualTo(fork);
        assertThat(wal(abandoned).end(first)).isEqualTo(abandoned.end());
        assertThat(wal(abandoned, secondFrom(fork)).end(first)).isEqualTo(fork);
    }

    @Test
    void findsTheSegmentOfTheForkUnderEitherName() {
        String old = image.name();
        image.insert(5_000);
        Lsn fork = image.end();
        image.promote(SECOND);
        image.insert(10);
        image.remove(old);

        assertThat(wal(image, secondFrom(fork)).end(first)).isEqualTo(image.end());
    }

    @Test
    void countsCommitsPastAPosition() {
        image.commit();
        Lsn from = image.end();
        image.insert(50_000);
        image.commit();
        Lsn to = image.end();
        image.commit();

        assertThat(wal(image).commitsAfter(from, to)).isEqualTo(1);
        assertThat(wal(image).commitsAfter(new Lsn(from.bytes() + 30_000), to)).isEqualTo(1);
        assertThat(wal(image).commitsAfter(from, image.end())).isEqualTo(2);
        assertThat(wal(image).commitsAfter(first, image.end())).isEqualTo(3);
        assertThat(wal(image).commitsAfter(to, to)).isZero();
    }

    @Test
    void theSameWalHasNoDifference() {
        image.insert(70_000);
        WalImage behind = image.copy();
        image.insert(70_000);

        assertThat(wal(image).differenceFrom(wal(image), image.end(), true)).isEmpty();
        assertThat(wal(image).differenceFrom(wal(behind), behind.end(), true)).isEmpty();
        assertThat(wal(behind).differenceFrom(wal(image), behind.end(), true)).isEmpty();
    }

    @Test
    void theFirstRecordThatDiffersIsTheDifference() {
        image.insert(20_000);
        Lsn parted = image.end();
        WalImage other = image.copy();
        image.insert(100);
        other.commit();
        image.insert(200_000);
        other.insert(150_000);

        assertThat(wal(image).differenceFrom(wal(other), other.end(), true)).contains(parted);
        assertThat(wal(other).differenceFrom(wal(image), other.end(), true)).contains(parted);
    }

    @Test
    void oneThatGoesOnPastTheEndOfTheOtherDiffersWhereNoRecordEnds() {
        Lsn begin = image.end();
        image.insert(1_000);
        Lsn middle = new Lsn(begin.bytes() + 200);

        assertThat(wal(image).differenceFrom(wal(image), middle, true)).contains(begin);
        assertThat(wal(image).differenceFrom(wal(image), middle, false)).isEmpty();
    }

    @Test
    void whatIsNotThereOnBothIsNotCompared() {
        WalImage other = new WalImage(9);
        other.insert(10);

        assertThat(wal(image).differenceFrom(wal(other), image.end(), true)).isEmpty();
    }
}
