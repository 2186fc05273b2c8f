package io.replicatedpostgres.report;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Of all lines of the servers' logs, those that tell most of what went wrong. */
final class TellingLines {

    static final int MAX = 5;

    // What a server says of itself when another one, or the harness, stops it or asks too early.
    private static final Pattern OF_COURSE = Pattern.compile(
            "due to administrator command|the database system is (starting up|shutting down|not yet accepting)"
                    + "|in a read-only transaction");
    private static final Pattern GRAVE = Pattern.compile("\\b(PANIC|FATAL): ");
    private static final Pattern TELLING = Pattern.compile(
            "selected new timeline ID|received promote request|forked off|highest timeline|requested timeline"
                    + "|already been removed|invalidating|terminated by signal|was interrupted|invalid record length"
                    + "|No space left|archive command failed|canceling|replication terminated by primary"
                    + "|new target timeline|invalid checkpoint|database system was not properly shut down");
    private static final Pattern ERROR = Pattern.compile("\\bERROR: ");

    private TellingLines() {}

    /** At most {@link #MAX} of these, in the order of their times. */
    static List<Moment> in(List<Moment> moments) {
        return moments.stream()
                .filter(TellingLines::isLog)
                .filter(moment -> weight(moment.text()) > 0)
                .sorted(Comparator.comparingInt((Moment moment) -> -weight(moment.text()))
                        .thenComparing(Comparator.comparingLong(Moment::atNanos).reversed()))
                .limit(MAX)
                .sorted(Comparator.comparingLong(Moment::atNanos))
                .toList();
    }

    static int weight(String line) {
        if (OF_COURSE.matcher(line).find()) {
            return 0;
        }
        int weight = TELLING.matcher(line).find() ? 2 : 0;
        if (GRAVE.matcher(line).find()) {
            return weight + 3;
        }
        return ERROR.matcher(line).find() ? weight + 1 : weight;
    }

    private static boolean isLog(Moment moment) {
        return moment.kind() == Moment.Kind.LOG || moment.kind() == Moment.Kind.SEVERE_LOG;
    }
}
