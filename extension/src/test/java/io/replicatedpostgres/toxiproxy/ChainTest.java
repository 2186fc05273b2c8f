package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Toxics without sockets and without a clock: what leaves a chain, and when, to the nanosecond. */
class ChainTest implements StageContext.Lifeline {
    private final Budget budget = new Budget(1 << 20);
    private final Chain chain = new Chain(this::stage);
    private long created;
    private boolean cut;

    @Test
    void withoutToxicsWhatGoesInComesOut() {
        put("a", 0);

        assertThat(drain(0)).isEqualTo("a");
        assertThat(chain.isIdle()).isTrue();
        assertThat(chain.due()).isEqualTo(Ticks.NEVER);
    }

    @Test
    void latencyKeepsTheDistancesOfChunks() {
        chain.reconcile(List.of(toxic(ToxicType.LATENCY, Map.of("latency", 100L))), 0);
        put("a", millis(0));
        put("b", millis(20));

        assertThat(drain(millis(100) - 1)).isEmpty();
        assertThat(drain(millis(100))).isEqualTo("a");
        assertThat(chain.due()).isEqualTo(millis(120));
        assertThat(drain(millis(120))).isEqualTo("b");
    }

    @Test
    void jitterStaysWithinItsBoundsAndInOrder() {
        chain.reconcile(List.of(toxic(ToxicType.LATENCY, Map.of("latency", 100L, "jitter", 30L))), 0);
        long before = 0;
        for (int i = 0; i < 500; i++) {
            put("x", before);
            long due = chain.due();
            assertThat(due - before).isBetween(millis(70), millis(129));
            assertThat(drain(due)).isEqualTo("x");
            before = due;
        }
    }

    @Test
    void bandwidthTakesItsTimeToTheNanosecond() {
        chain.reconcile(List.of(toxic(ToxicType.BANDWIDTH, Map.of("rate", 100L))), 0);
        put("x".repeat(1000), 0);

        assertThat(chain.due()).isEqualTo(millis(10));
        assertThat(drain(millis(10))).hasSize(1000);
    }

    @Test
    void aLateTimerCostsNoBandwidth() {
        chain.reconcile(List.of(toxic(ToxicType.BANDWIDTH, Map.of("rate", 1L))), 0);
        put("x".repeat(300), 0);

        assertThat(drain(millis(107))).hasSize(100);
        assertThat(chain.due()).isEqualTo(millis(200));
    }

    @Test
    void aLateTimerCostsNoBandwidthOfWhatWaitedOutside() {
        chain.reconcile(List.of(toxic(ToxicType.BANDWIDTH, Map.of("rate", 1L))), 0);
        put("x".repeat(10), 0);
        drain(millis(60));
        put("x".repeat(100), millis(61));

        assertThat(chain.due()).isEqualTo(millis(110));
    }

    @Test
    void afterAPauseAChunkTakesItsWholeTime() {
        chain.reconcile(List.of(toxic(ToxicType.BANDWIDTH, Map.of("rate", 1L))), 0);
        put("x".repeat(10), 0);
        drain(millis(10));
        put("x".repeat(50), millis(40));

        assertThat(chain.due()).isEqualTo(millis(90));
    }

    @Test
    void slicesAreThoseOfToxiproxy() {
        chain.reconcile(List.of(toxic(ToxicType.SLICER, Map.of("average_size", 10L))), 0);
        chain.put(chunk("x".repeat(100), 0), 0);

        List<Integer> lengths = new ArrayList<>();
        for (Chunk piece = chain.poll(0); piece != null; piece = chain.poll(0)) {
            lengths.add(piece.length());
        }

        assertThat(lengths).hasSize(16).startsWith(6, 6, 6, 7).allMatch(length -> length <= 10);
        assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
    }

    @Test
    void aSlicerWaitsAfterEachPiece() {
        chain.reconcile(List.of(toxic(ToxicType.SLICER, Map.of("average_size", 5L, "delay", 250L))), 0);
        put("0123456789", 0);

        assertThat(drain(0)).isEqualTo("01234");
        assertThat(chain.due()).isEqualTo(TimeUnit.MICROSECONDS.toNanos(250));
        assertThat(drain(chain.due())).isEqualTo("56789");
    }

    @Test
    void slicesWithTheLargestVariationAreWhole() {
        chain.reconcile(List.of(toxic(ToxicType.SLICER, Map.of("average_size", 3L, "size_variation", 3L))), 0);
        String text = "the quick brown fox jumps over the lazy dog".repeat(20);
        put(text, 0);

        assertThat(drain(0)).isEqualTo(text);
    }

    @Test
    void removedInTheMiddleAToxicHandsOnWhatItHeldInOrder() {
        Toxic first = toxic(ToxicType.LATENCY, Map.of("latency", 500L));
        Toxic middle = toxic(ToxicType.LATENCY, Map.of("latency", 500L));
        Toxic last = toxic(ToxicType.BANDWIDTH, Map.of("rate", 0L));
        chain.reconcile(List.of(first, middle, last), 0);
        put("a", 0);
        drain(millis(500));
        put("b", millis(600));
        drain(millis(1000));
        put("c", millis(1050));
        drain(millis(1100));
        put("d", millis(1200));

        boolean intact = chain.reconcile(List.of(first), millis(1300));

        assertThat(intact).isTrue();
        assertThat(drain(millis(1300))).isEqualTo("ab");
        assertThat(drain(millis(1700))).isEqualTo("cd");
    }

    @Test
    void removingAllAtOnceKeepsTheOrder() {
        chain.reconcile(
                List.of(
                        toxic(ToxicType.LATENCY, Map.of("latency", 1000L)),
                        toxic(ToxicType.SLICER, Map.of("average_size", 1L, "delay", 1_000_000L)),
                        toxic(ToxicType.BANDWIDTH, Map.of("rate", 0L))),
                0);
        put("abcdef", 0);
        drain(millis(1000));
        put("ghi", millis(1100));
        drain(millis(2500));
        put("jkl", millis(2600));

        chain.reconcile(List.of(), millis(2700));

        assertThat(drain(millis(2700))).isEqualTo("abcdefghijkl");
        assertThat(chain.isIdle()).isTrue();
    }

    @Test
    void raisingALimitThatHasCutTheStreamDoesNotMendIt() {
        Toxic limit = toxic(ToxicType.LIMIT_DATA, Map.of("bytes", 3L));
        Toxic frozen = toxic(ToxicType.BANDWIDTH, Map.of("rate", 0L));
        chain.reconcile(List.of(limit, frozen), 0);
        put("abcdef", 0);

        chain.reconcile(List.of(limit.changed(1, Map.of("bytes", 100L))), 0);

        assertThat(drain(0)).isEqualTo("abc.");
    }

    @Test
    void removingALimitThatHasCutTheStreamEndsIt() {
        chain.reconcile(List.of(toxic(ToxicType.LIMIT_DATA, Map.of("bytes", 3L))), 0);
        chain.put(chunk("abcdef", 0), 0);

        chain.reconcile(List.of(), 0);

        assertThat(drain(0)).isEqualTo("abc.");
    }

    @Test
    void timeoutActsEvenWhenNothingCanBeDelivered() {
        chain.reconcile(List.of(toxic(ToxicType.TIMEOUT, Map.of("timeout", 10L))), 0);
        put("lost", millis(5));
        assertThat(chain.due()).isEqualTo(millis(15));

        chain.advance(millis(15));

        assertThat(cut).isTrue();
        assertThat(chain.reconcile(List.of(), millis(16))).isFalse();
    }

    @Test
    void latencyHoldsNoMoreThanItsBudget() {
        chain.reconcile(List.of(toxic(ToxicType.LATENCY, Map.of("latency", 1000L))), 0);
        int taken = 0;
        while (chain.wants()) {
            put("x".repeat(Chunk.LARGEST), 0);
            taken++;
        }

        assertThat(taken * Chunk.LARGEST).isBetween(1 << 20, (1 << 20) + 3 * Chunk.LARGEST);
        chain.discard();
        assertThat(budget.held()).isZero();
    }

    @Override
    public void cut() {
        cut = true;
    }

    @Override
    public void reset() {
        cut = true;
    }

    private Stage stage(Toxic toxic) {
        return toxic.type().stage(new StageContext(toxic, new SplittableRandom(1), this, budget, 0));
    }

    private Toxic toxic(ToxicType type, Map<String, Long> attributes) {
        return new Toxic(created++, 0, type.label(), type, "upstream", 1, attributes);
    }

    private void put(String text, long now) {
        chain.put(chunk(text, now), now);
    }

    private static Chunk chunk(String text, long now) {
        return Chunk.copyOf(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), now);
    }

    /** All that has left the chain by now; a full stop is the stream's end. */
    private String drain(long now) {
        StringBuilder text = new StringBuilder();
        chain.advance(now);
        for (Chunk chunk = chain.poll(now); chunk != null; chunk = chain.poll(now)) {
            text.append(chunk.end() ? "." : StandardCharsets.US_ASCII.decode(chunk.data()));
        }
        return text.toString();
    }

    private static long millis(long amount) {
        return TimeUnit.MILLISECONDS.toNanos(amount);
    }
}
