package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.model.PostgresVersion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The data of an attempt that the overview needs, small enough to keep those of all attempts.
 *
 * @param id the anchor of its section
 * @param test what makes attempts attempts at the same test: the unique id, or the file if that cannot be read
 * @param name the name of the test
 * @param className the class it is in, without its package
 * @param verdict what became of it
 * @param message why; empty if there is nothing to say
 * @param versions of PostgreSQL
 * @param runtimes where it ran
 * @param header what the journal says of who wrote it; null if it cannot be read
 * @param started when
 * @param durationNanos how long it took
 * @param digest what it found out, for the tables over all tests
 * @param section the file that holds its rendered section
 */
record Summary(
        String id,
        String test,
        String name,
        String className,
        Verdict verdict,
        String message,
        String versions,
        String runtimes,
        @Nullable Header header,
        Instant started,
        long durationNanos,
        Digest digest,
        Path section) {

    private static final Pattern SYSTEM = Pattern.compile(" \\([a-z0-9 ]*system[a-z0-9 ]*\\)$");

    static Summary of(Attempt attempt, String id, Path section) {
        ScenarioStarted scenario = attempt.scenario();
        Digest digest = Digest.of(attempt);
        String file = Shown.line(attempt.journal().toString());
        return new Summary(
                id,
                scenario == null ? file : scenario.uniqueId() + system(scenario),
                scenario == null ? file : Shown.line(name(scenario)),
                scenario == null ? "" : Shown.line(simple(scenario.className())),
                attempt.ending().verdict(),
                attempt.ending().verdict().isDoubtful() ? digest.headline() : firstLine(attempt.ending()),
                distinct(attempt, plan -> plan.version(), PostgresVersion::toString),
                distinct(attempt, plan -> plan.runtime(), Shown::line),
                attempt.header(),
                attempt.header() == null ? Instant.EPOCH : attempt.header().started(),
                attempt.endNanos(),
                digest,
                section);
    }

    /** Whether one process, or one build, wrote both: not if the code may have been mended between. */
    boolean isOfTheSameRunAs(Summary other) {
        return header != null && other.header != null && header.isOfTheSameRunAs(other.header);
    }

    /** The name as a sentence. */
    String title() {
        return Title.of(name);
    }

    /** The class and the method in the code; empty if the journal does not say. */
    String code() {
        String scenario = digest.scenario();
        int behindTheClass = scenario.indexOf(" · ");
        String method = behindTheClass < 0 ? "" : scenario.substring(behindTheClass + 3);
        return className.isEmpty() || method.isEmpty() || method.equals(className)
                ? className
                : className + "." + method;
    }

    String lasted() {
        return Times.lasting(durationNanos);
    }

    String startedAt() {
        return started.equals(Instant.EPOCH) ? "" : Times.wall(started);
    }

    private static String firstLine(Attempt.Ending ending) {
        String message = firstNonNull(ending.message(), ending.problem());
        return message.strip().lines().findFirst().orElse("");
    }

    private static String firstNonNull(@Nullable String one, @Nullable String other) {
        return one != null ? one : other != null ? other : "";
    }

    // JUnit's default name repeats the types of the parameters, which tells no reader anything.
    private static String name(ScenarioStarted scenario) {
        String method = scenario.methodName();
        return method != null && scenario.displayName().startsWith(method + "(")
                ? method + system(scenario)
                : scenario.displayName();
    }

    /** Two systems of one test leave a journal each, and neither is another attempt at the other. */
    private static String system(ScenarioStarted scenario) {
        Matcher system = SYSTEM.matcher(scenario.displayName());
        return system.find() ? system.group() : "";
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static <T> String distinct(Attempt attempt, Function<ClusterPlanned, T> part, Function<T, String> shown) {
        return attempt.plans().stream().map(part).map(shown).distinct().collect(Collectors.joining(", "));
    }
}
