package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.ServerMoment;
import io.replicatedpostgres.chaos.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of a schedule on one line: {@code KILL_AND_START node-1 20 100 PREPARED; FAILOVER - 20 100 -}. */
final class ScheduleText {

    private static final String NONE = "-";
    private static final int WORDS = 5;

    private static final Map<String, Mischief> KNOWN = Stream.of(
                    Mischief.ISOLATE,
                    Mischief.RESET_CLIENTS,
                    Mischief.PAUSE,
                    Mischief.KILL_AND_START,
                    Mischief.FAILOVER)
            .collect(Collectors.toUnmodifiableMap(Mischief::toString, Function.identity()));

    private ScheduleText() {}

    /** What a hunt does, by name. Embedded binaries may lack what a failover needs. */
    static List<Mischief> mischief(boolean canRewind) {
        return KNOWN.values().stream()
                .filter(mischief -> canRewind || mischief != Mischief.FAILOVER)
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    static String of(List<Step> steps) {
        return steps.stream()
                .map(step -> String.join(
                        " ",
                        step.mischief().toString(),
                        step.node().orElse(NONE),
                        Long.toString(step.after().toMillis()),
                        Long.toString(step.hold().toMillis()),
                        step.moment().map(ServerMoment::name).orElse(NONE)))
                .collect(Collectors.joining("; "));
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static List<Step> parse(String text) {
        return Arrays.stream(text.strip().split(";")).map(ScheduleText::step).toList();
    }

    private static Step step(String text) {
        String[] words = text.strip().split("\\s+");
        Mischief mischief = KNOWN.get(words[0]);
        if (words.length != WORDS || mischief == null) {
            throw new IllegalArgumentException(
                    "'%s' is no step: it is one of %s, a node or -, two times in milliseconds, a moment or -. Write for example PAUSE node-2 20 100 -"
                            .formatted(
                                    text.strip(),
                                    KNOWN.keySet().stream().sorted().toList()));
        }
        return new Step(
                mischief,
                words[1].equals(NONE) ? null : words[1],
                Duration.ofMillis(Long.parseLong(words[2])),
                Duration.ofMillis(Long.parseLong(words[3])),
                words[4].equals(NONE) ? null : ServerMoment.valueOf(words[4]));
    }
}
