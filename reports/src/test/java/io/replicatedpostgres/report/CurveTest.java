package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CurveTest {

    private final Curve curve = new Curve();

    @Test
    void aShortCurveIsKeptAsItIs() {
        LongStream.range(0, 100).forEach(i -> curve.add(i, i * i));

        assertThat(curve.points()).hasSize(100).contains(new Curve.Point(9, 81L));
        assertThat(curve.count()).isEqualTo(100);
    }

    @Test
    void ofAMillionPointsThePeaksStay() {
        LongStream.range(0, 1_000_000)
                .forEach(i -> curve.add(i, i == 333_333 ? 1_000_000_000 : i == 777_777 ? -5 : 1_000 + i % 7));

        assertThat(curve.points())
                .hasSizeLessThan(2_100)
                .contains(
                        new Curve.Point(0, 1_000L),
                        new Curve.Point(333_333, 1_000_000_000L),
                        new Curve.Point(777_777, -5L),
                        new Curve.Point(999_999, 1_000L + 999_999 % 7));
        assertThat(curve.points()).extracting(Curve.Point::atNanos).isSorted();
        assertThat(curve.count()).isEqualTo(1_000_000);
    }

    @Test
    void aGapStaysAGap() {
        curve.interrupt();
        LongStream.range(0, 5_000).forEach(i -> curve.add(i, i));
        curve.interrupt();
        LongStream.range(10_000, 15_000).forEach(i -> curve.add(i, i));
        curve.interrupt();

        assertThat(curve.points())
                .filteredOn(point -> point.value() == null)
                .hasSize(1)
                .allMatch(gap -> gap.atNanos() > 4_900 && gap.atNanos() <= 10_000);
    }

    @Test
    void evenIfItIsNothingButGapsItStaysBounded() {
        LongStream.range(0, 100_000).forEach(i -> {
            curve.add(i, i);
            curve.interrupt();
        });

        assertThat(curve.points()).hasSizeLessThan(2_600);
    }
}
