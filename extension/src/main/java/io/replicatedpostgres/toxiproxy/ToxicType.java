package io.replicatedpostgres.toxiproxy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The toxics there are, their attributes in the order they are shown, and the stage of a chain that each becomes. */
enum ToxicType {
    BANDWIDTH("rate"),
    LATENCY("latency", "jitter"),
    LIMIT_DATA("bytes"),
    NOOP(),
    RESET_PEER("timeout"),
    SLICER("average_size", "size_variation", "delay"),
    SLOW_CLOSE("delay"),
    TIMEOUT("timeout");

    @SuppressWarnings("ImmutableEnumChecker") // List.of never changes
    private final List<String> attributes;

    ToxicType(String... attributes) {
        this.attributes = List.of(attributes);
    }

    static Optional<ToxicType> named(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> attributes() {
        return attributes;
    }

    Stage stage(StageContext context) {
        return switch (this) {
            case BANDWIDTH -> new BandwidthStage(context);
            case LATENCY -> new LatencyStage(context);
            case LIMIT_DATA -> new LimitDataStage(context);
            case NOOP -> new PassingStage();
            case RESET_PEER -> new ResetPeerStage(context);
            case SLICER -> new SlicerStage(context);
            case SLOW_CLOSE -> new SlowCloseStage(context);
            case TIMEOUT -> new TimeoutStage(context);
        };
    }

    /** What is wrong with the values, if no stream could be served with them. */
    Optional<String> objection(Map<String, Long> values) {
        return switch (this) {
            case BANDWIDTH -> below(values, "rate", 0);
            case SLICER ->
                below(values, "average_size", 1)
                        .or(() -> below(values, "size_variation", 0))
                        .or(() -> variationAboveAverage(values));
            default -> Optional.empty();
        };
    }

    private static Optional<String> below(Map<String, Long> values, String key, long least) {
        long value = values.getOrDefault(key, 0L);
        return value >= least ? Optional.empty() : Optional.of(key + " must be at least " + least + ", was " + value);
    }

    private static Optional<String> variationAboveAverage(Map<String, Long> values) {
        long average = values.getOrDefault("average_size", 0L);
        long variation = values.getOrDefault("size_variation", 0L);
        return variation <= average
                ? Optional.empty()
                : Optional.of("size_variation must be at most average_size (" + average + "), was " + variation);
    }
}
