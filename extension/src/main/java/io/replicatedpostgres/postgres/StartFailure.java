package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a server did not start or come to stream, from its log: a setting that PostgreSQL refuses is the test's to mend. */
final class StartFailure {

    private static final Pattern REFUSED_SETTING = Pattern.compile(
            "(?:LOG|FATAL):\\s+((?:unrecognized configuration parameter|invalid value for parameter|parameter|.*outside the valid range for parameter) \"([^\"]+)\".*)");

    /** What it asks for at once, when it starts. */
    private static final Pattern TOO_MUCH_MEMORY =
            Pattern.compile("FATAL:\\s+(could not map anonymous shared memory: .*|could not create shared memory .*)");

    private static final Pattern REQUESTED = Pattern.compile("currently (\\d+) bytes");

    /**
     * Settings that do not go together are told by the postmaster before it has a log: {@code postgres: a (3) must be …}. Since 16 it is
     * two settings that must be less, and since 17 names of settings are in quotes.
     */
    private static final Pattern CONTRADICTION = Pattern.compile(
            "(?:postgres: |FATAL:\\s+)"
                    + "((?:\"?\\w+\"? \\(\\d+\\)(?: plus \"?\\w+\"? \\(\\d+\\))? must be .*|WAL (?:archival|streaming) .*wal_level.*|\"?max_wal_senders\"?.* wal_level.*))");

    private static final Pattern LIBRARY =
            Pattern.compile("FATAL:\\s+(could not (?:access file|load library) \"([^\"]+)\".*)");

    /** What a standby must not have less of than its primary; with hot standby it pauses for it since 14, before it ends. */
    private static final Pattern LESS = Pattern.compile(
            "DETAIL:\\s+((\\w+) = (\\d+) is a lower setting than on the primary server, where its value was (\\d+)\\.)");

    /** It is said at every attempt to stream, and none of them can go well. */
    private static final Pattern NO_WALSENDER = Pattern.compile(
            "FATAL:\\s+(?:could not connect to the primary server: .*FATAL:\\s+)?(number of requested standby connections exceeds \"?max_wal_senders\"? \\(currently (\\d+)\\))");

    private static final Pattern FATAL = Pattern.compile("(?:FATAL|PANIC):\\s+(.*)");

    private StartFailure() {}

    /** Of a server that has ended. */
    static ReplicatedPostgresException of(
            NodeRef node, PostgresBinaries binaries, List<String> log, String whereToLook) {
        return refused(node, binaries, log)
                .or(() -> tooMuch(node, log))
                .or(() -> contradiction(node, log))
                .or(() -> standby(node, log))
                .orElseGet(() -> new ReplicatedPostgresException("%s did not start: its postmaster ended%s. %s"
                        .formatted(
                                node,
                                last(FATAL, log)
                                        .map(found -> " (FATAL: " + found.group(1) + ")")
                                        .orElse(""),
                                whereToLook)));
    }

    /** Of a standby that runs, or has ended: why it will never stream and replay with these settings. */
    static Optional<ReplicatedPostgresException> standby(NodeRef node, List<String> log) {
        Optional<ReplicatedPostgresException> less = last(LESS, log)
                .<ReplicatedPostgresException>map(found -> SpecException.of(
                        "settings: %s = %s".formatted(found.group(2), found.group(3)),
                        "%s cannot replay with it (%s)".formatted(node, found.group(1)),
                        "Give it %s = %s or more".formatted(found.group(2), found.group(4))));
        return less.or(
                () -> last(NO_WALSENDER, log)
                        .<ReplicatedPostgresException>map(
                                found -> SpecException.of(
                                        "settings: max_wal_senders = " + found.group(2),
                                        "%s gets none of them to stream from (%s)".formatted(node, found.group(1)),
                                        "Ask for one for each standby, and some more for base backups: max_wal_senders = 10 is PostgreSQL's default")));
    }

    private static Optional<ReplicatedPostgresException> refused(
            NodeRef node, PostgresBinaries binaries, List<String> log) {
        return first(REFUSED_SETTING, log)
                .<ReplicatedPostgresException>map(found -> SpecException.of(
                        "settings: " + found.group(2),
                        "PostgreSQL %s refuses it on %s (%s)".formatted(binaries.version(), node, found.group(1)),
                        "Correct it, or leave it out"));
    }

    private static Optional<ReplicatedPostgresException> tooMuch(NodeRef node, List<String> log) {
        return first(TOO_MUCH_MEMORY, log)
                .<ReplicatedPostgresException>map(found -> SpecException.of(
                        "settings: shared_buffers, max_connections and others come to " + requested(log),
                        "%s cannot have that much memory at once (%s)".formatted(node, found.group(1)),
                        "Ask for less: shared_buffers = 16MB is what it has by default here"));
    }

    private static Optional<ReplicatedPostgresException> contradiction(NodeRef node, List<String> log) {
        return first(CONTRADICTION, log)
                .<ReplicatedPostgresException>map(found -> SpecException.of(
                        "settings of " + node,
                        "PostgreSQL says that they do not go together (%s)".formatted(found.group(1)),
                        "Correct one of the two, or leave it out"))
                .or(
                        () -> first(LIBRARY, log)
                                .<ReplicatedPostgresException>map(
                                        found -> SpecException.of(
                                                "settings: a library \"%s\"".formatted(found.group(2)),
                                                "%s cannot load it (%s)".formatted(node, found.group(1)),
                                                "Install the package that holds it for this version, or leave it out of shared_preload_libraries")));
    }

    private static String requested(List<String> log) {
        return first(REQUESTED, log)
                .map(found -> DataSize.bytes(Long.parseLong(found.group(1))).toString())
                .orElse("too much");
    }

    private static Optional<MatchResult> first(Pattern pattern, List<String> log) {
        return log.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .findFirst();
    }

    private static Optional<MatchResult> last(Pattern pattern, List<String> log) {
        return log.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .reduce((before, after) -> after);
    }
}
