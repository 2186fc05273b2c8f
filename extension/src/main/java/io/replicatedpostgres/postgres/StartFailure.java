package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a server did not start, from its log: a setting that PostgreSQL refuses is the test's to mend. */
final class StartFailure {

    private static final Pattern REFUSED_SETTING = Pattern.compile(
            "(?:LOG|FATAL):\\s+((?:unrecognized configuration parameter|invalid value for parameter|parameter|.*outside the valid range for parameter) \"([^\"]+)\".*)");

    private StartFailure() {}

    static ReplicatedPostgresException of(
            NodeRef node, PostgresBinaries binaries, List<String> log, String whereToLook) {
        for (String line : log) {
            Matcher matcher = REFUSED_SETTING.matcher(line);
            if (matcher.find()) {
                return SpecException.of(
                        "settings: " + matcher.group(2),
                        "PostgreSQL %s refuses it on %s (%s)".formatted(binaries.version(), node, matcher.group(1)),
                        "Correct it, or leave it out");
            }
        }
        return new ReplicatedPostgresException(
                "%s did not start: its postmaster ended. %s".formatted(node, whereToLook));
    }
}
