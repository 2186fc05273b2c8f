package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.Step;
import io.replicatedpostgres.model.Shard;
import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A hunt as it was asked for by system properties: for how long, which seeds are its own, and where its record is. It goes on where the record
 * ends, also after a kill.
 */
final class Hunt {

    private static final String TIME = "hunt.time";
    private static final String SHARD = "hunt.shard";
    private static final String SEED = "hunt.seed";
    private static final String DIRECTORY = "hunt.directory";
    private static final String BLIND = "hunt.blind";
    private static final String SCHEDULE = "hunt.schedule";

    /** How {@link io.replicatedpostgres.chaos.Chaos} names the reason in the test that it prints. */
    private static final Pattern REASON = Pattern.compile("It failed with: (.*)");

    private final Properties properties;
    private final Duration time;
    private final Shard shard;
    private final @Nullable Long only;
    private final boolean isBlind;
    private final @Nullable List<Step> given;
    private final Path directory;
    private @Nullable HuntRecord record;
    private @Nullable KeptSchedules kept;
    private long began;
    private boolean hasBegunARound;
    private int rounds;

    /**
     * The one that properties ask for.
     *
     * @throws IllegalArgumentException if one of them is not what it must be
     */
    Hunt(Properties properties) {
        this.properties = properties;
        this.time = time(properties.getProperty(TIME, "1m"));
        this.shard = shard(properties.getProperty(SHARD, "1/1"));
        this.only = seed(properties.getProperty(SEED));
        this.isBlind = Boolean.parseBoolean(properties.getProperty(BLIND));
        this.given = schedule(properties.getProperty(SCHEDULE));
        this.directory = Path.of(properties.getProperty(DIRECTORY, "hunt"))
                .toAbsolutePath()
                .resolve(isBlind ? ground() + "-blind" : ground());
    }

    private static Duration time(String text) {
        try {
            Duration parsed = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (parsed.isNegative() || parsed.isZero()) {
                throw new DateTimeException("not positive");
            }
            return parsed;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s = %s: a time is hours, minutes, seconds. Write for example 8h, or 1h30m.".formatted(TIME, text),
                    e);
        }
    }

    private static Shard shard(String text) {
        try {
            return Shard.parse(text);
        } catch (SpecException e) {
            throw new IllegalArgumentException(
                    "%s = %s: a shard is a number and how many there are. Write for example 2/5."
                            .formatted(SHARD, text),
                    e);
        }
    }

    private static @Nullable Long seed(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s = %s: a seed is a whole number.".formatted(SEED, text), e);
        }
    }

    private static @Nullable List<Step> schedule(@Nullable String file) {
        try {
            return file == null ? null : ScheduleText.parse(Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s = %s: it cannot be read. Name the file schedule of a finding.".formatted(SCHEDULE, file), e);
        }
    }

    /** Each PostgreSQL has a record of its own: a seed that is done on one is not done on another. */
    private String ground() {
        String name = asProperties().values().stream().collect(Collectors.joining("-"));
        return name.isEmpty() ? "here" : name.replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    private SortedMap<String, String> asProperties() {
        var given = new TreeMap<String, String>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("replicatedpostgres.") || name.equals("embedded.version")) {
                given.put(name, properties.getProperty(name));
            }
        }
        return given;
    }

    /** Opens the record. The time begins. */
    void begin() {
        record = HuntRecord.open(directory);
        kept = KeptSchedules.in(directory);
        began = System.nanoTime();
    }

    /** Its seeds that are not done yet, until the time is over; at least one. */
    LongStream seeds() {
        if (only != null || given != null) {
            return LongStream.of(only == null ? 0 : only);
        }
        return LongStream.iterate(shard.number(), seed -> seed + shard.count())
                .filter(seed -> !record().isDone(seed))
                .takeWhile(seed -> mayBegin());
    }

    /** A round that ends without a result, as where no cluster starts, has begun too: the time ends the hunt all the same. */
    private boolean mayBegin() {
        boolean isFirst = !hasBegunARound;
        hasBegunARound = true;
        return isFirst || System.nanoTime() - began < time.toNanos();
    }

    private HuntRecord record() {
        if (record == null) {
            throw new IllegalStateException("the hunt has not begun");
        }
        return record;
    }

    /** The schedule of this seed: a kept one changed, or a new one. A blind hunt keeps none, and lets its steps begin by the clock alone. */
    List<Step> steps(long seed, List<String> nodes, List<Mischief> mischief) {
        return given == null ? new ScheduleDraw(seed, nodes, mischief, !isBlind).next(kept().all()) : given;
    }

    private KeptSchedules kept() {
        if (kept == null) {
            throw new IllegalStateException("the hunt has not begun");
        }
        return kept;
    }

    /** Nothing was wrong after this schedule of a seed, in which these states were seen. */
    void passed(long seed, List<Step> steps, Set<String> states) {
        rounds++;
        if (!isBlind) {
            kept().reached(steps, states);
        }
        record().finished(seed);
    }

    /**
     * The schedule of this seed failed.
     *
     * @param whereabouts of the cluster
     * @param journal what was recorded
     * @return the first finding of this reason, which may be another seed's
     */
    HuntFinding found(long seed, List<Step> steps, AssertionError failure, String whereabouts, Optional<Path> journal) {
        rounds++;
        String text = String.valueOf(failure.getMessage());
        Matcher matcher = REASON.matcher(text);
        String reason = matcher.find()
                ? matcher.group(1).strip()
                : text.lines().findFirst().orElse("no reason was given");
        var evidence = new HuntRecord.Evidence(
                text, ScheduleText.of(steps), "%s%n%s%n".formatted(whereabouts, command(seed)), journal);
        return record().found(seed, reason, evidence);
    }

    /** From the directory of the finding. */
    private String command(long seed) {
        String options = asProperties().entrySet().stream()
                .map(one -> "'-D%s=%s' ".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining());
        return "./verify --hunt 1s %s-D%s=%s -D%s=$PWD/schedule".formatted(options, SEED, seed, SCHEDULE);
    }

    /** Closes the record, and says what it has. */
    String end() {
        HuntRecord closing = record();
        closing.close();
        return "Hunt of %s: %s rounds now, %s in all, %s states reached, %s findings%s"
                .formatted(
                        directory.getFileName(),
                        rounds,
                        closing.size(),
                        isBlind ? "unknown" : kept().states(),
                        closing.findings().size(),
                        closing.findings().stream()
                                .map(finding -> "%n  %s: %s".formatted(finding.directory(), finding.reason()))
                                .collect(Collectors.joining()));
    }
}
