package io.replicatedpostgres.topology;

import java.time.Duration;

/** A fault of a link. Several can hold at once; each is healed by itself. */
public sealed interface Impairment {

    /** Which of the two streams it strikes. */
    Flow flow();

    /** Nothing arrives, nothing is lost: what was sent meanwhile arrives after healing. */
    record Freeze(Flow flow) implements Impairment {}

    /** Sent bytes are dropped; the connections that were open die on healing. */
    record Lose(Flow flow) implements Impairment {}

    /** The connections die at once, and new ones are refused. */
    record Refuse() implements Impairment {

        @Override
        public Flow flow() {
            return Flow.BOTH;
        }
    }

    /** The connections die at once; new ones are accepted and reset ({@code RST}) at the first bytes. */
    record Reset() implements Impairment {

        @Override
        public Flow flow() {
            return Flow.BOTH;
        }
    }

    /**
     * Everything arrives later.
     *
     * @param flow which stream
     * @param latency by this much
     * @param jitter give or take this much
     */
    record Latency(Flow flow, Duration latency, Duration jitter) implements Impairment {}

    /**
     * No more than so much arrives, per connection.
     *
     * @param flow which stream
     * @param kilobytesPerSecond a kilobyte is 1000 bytes
     */
    record Bandwidth(Flow flow, long kilobytesPerSecond) implements Impairment {}

    /**
     * Everything arrives in small pieces.
     *
     * @param flow which stream
     * @param averageBytes of a piece
     * @param variationBytes give or take, less than the average
     * @param pause after each piece, in microseconds at the finest
     */
    record Slice(Flow flow, long averageBytes, long variationBytes, Duration pause) implements Impairment {}

    /** Each connection dies when it has carried so many bytes. */
    record LimitData(Flow flow, long bytes) implements Impairment {}
}
