package io.replicatedpostgres.check;

import io.replicatedpostgres.model.DataSize;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the check of a guarantee by its words. A test holds that each check of {@link Guarantees} is found by its own. */
final class NamedChecks {

    private static final List<Check> WITHOUT_PARAMETERS = List.of(
            Guarantees.noAcknowledgedWriteLost(),
            Guarantees.noTwoPrimariesAcknowledged(),
            Guarantees.noRejectedWritePresent(),
            Guarantees.noWriteDoneTwice(),
            Guarantees.readYourWrites(),
            Guarantees.monotonicReads(),
            Guarantees.noReadTakenBack(),
            Guarantees.balancesConserved());

    private static final Map<Pattern, Function<String, Check>> WITH_PARAMETER = new LinkedHashMap<>();

    static {
        WITH_PARAMETER.put(
                Pattern.compile("no read staler than (\\d{1,15}) ms"), text -> Guarantees.noStaleReads(millis(text)));
        WITH_PARAMETER.put(
                Pattern.compile("all nodes converged within (\\d{1,15}) ms"),
                text -> Guarantees.convergedWithin(millis(text)));
        WITH_PARAMETER.put(
                Pattern.compile("writes recovered within (\\d{1,15}) ms"),
                text -> Guarantees.recoveredWithin(millis(text)));
        WITH_PARAMETER.put(
                Pattern.compile("slots kept their WAL within (\\d{1,18} bytes|\\d{1,9}(?:kB|MB))"),
                text -> Guarantees.slotsWithin(size(text)));
    }

    private NamedChecks() {}

    static Optional<Check> of(String guarantee) {
        for (Check check : WITHOUT_PARAMETERS) {
            if (check.guarantee().equals(guarantee)) {
                return Optional.of(check);
            }
        }
        for (Map.Entry<Pattern, Function<String, Check>> named : WITH_PARAMETER.entrySet()) {
            Matcher matcher = named.getKey().matcher(guarantee);
            if (matcher.matches()) {
                return Optional.of(named.getValue().apply(matcher.group(1)));
            }
        }
        return Optional.empty();
    }

    private static DataSize size(String text) {
        return text.endsWith(" bytes")
                ? DataSize.bytes(Long.parseLong(text.substring(0, text.indexOf(' '))))
                : DataSize.parse(text);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }
}
