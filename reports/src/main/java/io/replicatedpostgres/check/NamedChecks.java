package io.replicatedpostgres.check;

import io.replicatedpostgres.model.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The name of a guarantee, out and in: a saved verdict holds the name alone, and the check has to be made of it again, with
 * its parameters. So a parameter stands in the name without any loss.
 */
final class NamedChecks {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(?:\\.(\\d))? (bytes|kB|MB)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,18}) (ms|ns)");

    /** How a check is made of the end of its name. */
    private record Family(String beginning, Function<String, Optional<Check>> make) {}

    private static final List<Family> FAMILIES = List.of(
            new Family("no read staler than ", text -> time(text).map(Guarantees::noStaleReads)),
            new Family("all nodes converged within ", text -> time(text).map(Guarantees::convergedWithin)),
            new Family("writes recovered within ", text -> time(text).map(Guarantees::recoveredWithin)),
            new Family(FailedOverWithin.NAME, text -> time(text).map(Guarantees::failedOverWithin)),
            new Family("slots kept their WAL within ", text -> size(text).map(Guarantees::slotsWithin)));

    private NamedChecks() {}

    /** The check that says it is about this guarantee; empty if there is none. */
    static Optional<Check> of(String guarantee) {
        return Stream.concat(Stream.concat(plain(), made(guarantee)), IsolationCheck.all())
                .filter(check -> check.guarantee().equals(guarantee))
                .findFirst();
    }

    private static Stream<Check> plain() {
        return Stream.of(
                Guarantees.noAcknowledgedWriteLost(),
                Guarantees.noTwoPrimariesAcknowledged(),
                Guarantees.noRejectedWritePresent(),
                Guarantees.noWriteDoneTwice(),
                Guarantees.readYourWrites(),
                Guarantees.monotonicReads(),
                Guarantees.noReadTakenBack(),
                Guarantees.noFailoverWithoutFault(),
                Guarantees.managerTellsTheTruth(),
                Guarantees.balancesConserved());
    }

    private static Stream<Check> made(String guarantee) {
        return FAMILIES.stream()
                .filter(family -> guarantee.startsWith(family.beginning()))
                .map(family -> family.make()
                        .apply(guarantee.substring(family.beginning().length())))
                .flatMap(Optional::stream);
    }

    /** {@code 1000 ms}, or {@code 1500000 ns} if it is no whole number of milliseconds. */
    static String text(Duration time) {
        return time.toNanosPart() % NANOS_PER_MILLI == 0
                ? time.toMillis() + " ms"
                : Math.addExact(Math.multiplyExact(time.toSeconds(), 1_000_000_000L), time.toNanosPart()) + " ns";
    }

    /** {@code 64.0 MB}, or {@code 67000000 bytes} if that would be rounded. */
    static String text(DataSize size) {
        return size(size.toString()).filter(size::equals).isPresent() ? size.toString() : size.bytes() + " bytes";
    }

    private static Optional<Duration> time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(time.group(1));
        return Optional.of(time.group(2).equals("ms") ? Duration.ofMillis(count) : Duration.ofNanos(count));
    }

    /** A size that was rounded when it was written is taken as it reads. */
    private static Optional<DataSize> size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long tenths = size.group(2) == null ? 0 : Long.parseLong(size.group(2));
        long unit = unit(size.group(3));
        try {
            return Optional.of(DataSize.bytes(
                    Math.addExact(Math.multiplyExact(Long.parseLong(size.group(1)), unit), tenths * unit / 10)));
        } catch (ArithmeticException tooMuch) {
            return Optional.empty();
        }
    }

    private static long unit(String name) {
        return switch (name) {
            case "bytes" -> 1;
            case "kB" -> DataSize.kilobytes(1).bytes();
            default -> DataSize.megabytes(1).bytes();
        };
    }
}
