package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a schedule failed, without what differs from run to run: two runs fail for the same reason if these are equal.
 *
 * @param words a guarantee and its outcome, or a kind of exception and its message without names of nodes and numbers
 */
record Reason(String words) {

    private static final Pattern POSITION = Pattern.compile("[0-9A-F]+/[0-9A-F]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+([.,][0-9]+)*");
    private static final int LENGTH_MAX = 200;

    /** The guarantee that did not hold, or is not known to have held. */
    static Reason of(Verdict verdict) {
        return new Reason("%s: %s".formatted(verdict.guarantee(), verdict.outcome()));
    }

    /**
     * What was thrown.
     *
     * @param nodes the names of the nodes, which are left out: another node that fails in the same way is the same
     */
    static Reason of(Throwable thrown, List<String> nodes) {
        String state = thrown instanceof SqlException sql ? " [" + sql.state() + "]" : "";
        return new Reason(thrown.getClass().getSimpleName() + ": " + normalized(thrown, nodes) + state);
    }

    private static String normalized(Throwable thrown, List<String> nodes) {
        String text = String.valueOf(thrown.getMessage()).strip().replaceAll("\\s+", " ");
        if (thrown instanceof ReplicatedPostgresException) {
            // the harness says what failed first, and then what was seen
            text = text.split(": |; |, last saw ", 2)[0];
        }
        for (String node : nodes.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            text = text.replaceAll("(?<![\\w-])" + Pattern.quote(node) + "(?![\\w-])", "<node>");
        }
        text = POSITION.matcher(text).replaceAll("<position>");
        text = NUMBER.matcher(text).replaceAll("<n>");
        return text.substring(0, Math.min(text.length(), LENGTH_MAX));
    }

    @Override
    public String toString() {
        return words;
    }
}
