package io.replicatedpostgres.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The result of {@code pg_rewind}.
 *
 * @param output what it wrote
 * @param setAside archived files of the abandoned timeline that were moved away
 */
public record RewindResult(String output, List<String> setAside) {

    private static final Pattern DIVERGED =
            Pattern.compile("servers diverged at WAL location ([0-9A-F]+/[0-9A-F]+) on timeline (\\d+)");
    private static final Pattern FROM =
            Pattern.compile("rewinding from last common checkpoint at ([0-9A-F]+/[0-9A-F]+) on timeline (\\d+)");

    /** Copies the list. */
    public RewindResult {
        setAside = List.copyOf(setAside);
    }

    /** Whether it found nothing to do. It exits with 0 then too, even where it is wrong. */
    public boolean nothingDone() {
        return output.contains("no rewind required");
    }

    /** Where the two histories parted. */
    public Optional<Lsn> divergedAt() {
        return lsn(DIVERGED);
    }

    /** The checkpoint it went back to. */
    public Optional<Lsn> rewoundTo() {
        return lsn(FROM);
    }

    /** What {@code pg_rewind} said of the histories, literally: where they parted, and where it went back to. */
    public String told() {
        return output.lines()
                .filter(line ->
                        DIVERGED.matcher(line).find() || FROM.matcher(line).find() || line.contains("no rewind"))
                .collect(Collectors.joining("\n"));
    }

    private Optional<Lsn> lsn(Pattern pattern) {
        Matcher matcher = pattern.matcher(output);
        return matcher.find() ? Optional.of(Lsn.parse(matcher.group(1))) : Optional.empty();
    }
}
