package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DataSize;
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

    /** What it asks for at once, when it starts. */
    private static final Pattern TOO_MUCH_MEMORY =
            Pattern.compile("FATAL:\\s+(could not map anonymous shared memory: .*|could not create shared memory .*)");

    private static final Pattern REQUESTED = Pattern.compile("currently (\\d+) bytes");

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
        for (String line : log) {
            Matcher matcher = TOO_MUCH_MEMORY.matcher(line);
            if (matcher.find()) {
                return SpecException.of(
                        "settings: shared_buffers, max_connections and others come to " + requested(log),
                        "%s cannot have that much memory at once (%s)".formatted(node, matcher.group(1)),
                        "Ask for less: shared_buffers = 16MB is what it has by default here");
            }
        }
        return new ReplicatedPostgresException(
                "%s did not start: its postmaster ended. %s".formatted(node, whereToLook));
    }

    private static String requested(List<String> log) {
        return log.stream()
                .map(REQUESTED::matcher)
                .filter(Matcher::find)
                .map(found -> DataSize.bytes(Long.parseLong(found.group(1))).toString())
                .findFirst()
                .orElse("too much");
    }
}
