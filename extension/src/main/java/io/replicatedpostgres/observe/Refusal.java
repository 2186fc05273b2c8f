package io.replicatedpostgres.observe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a standby did not stream, as its own log says it. An upstream logs the same words about a standby, as an error of a
 * walsender: only the lines of walreceivers and startup processes are read here (walreceiver.c, libpqwalreceiver.c,
 * xlogrecovery.c).
 *
 * @param kind what to make of it
 * @param reason the words, without what differs between two attempts
 */
record Refusal(Kind kind, String reason) {

    /** The meaning of a refusal. */
    enum Kind {
        /** The standby has WAL past a fork. */
        FORK,
        /** The next attempt fails in the same way until the node is rebuilt or its settings are changed. */
        FINAL,
        /** The upstream answered, and refused. */
        REFUSED,
        /** No answer came, or none that concerns this standby: an upstream that is down, a link that is cut, a slot in use. */
        UNREACHABLE
    }

    private static final Pattern FORKED = Pattern.compile(
            "LOG: +(new timeline \\d+ forked off current database system timeline \\d+ before current recovery point.*)");
    private static final Pattern BEHIND =
            Pattern.compile("FATAL: +(highest timeline \\d+ of the primary is behind recovery timeline \\d+.*)");
    private static final Pattern OTHER_SYSTEM =
            Pattern.compile("FATAL: +(database system identifier differs between the primary and standby)");
    private static final Pattern STREAMING = Pattern.compile(
            "FATAL: +could not (?:start WAL streaming|receive data from WAL stream): (?:ERROR|FATAL): +(.*)");
    private static final Pattern CONNECTING = Pattern.compile("FATAL: +could not connect to the primary server: (.*)");
    private static final Pattern ANSWER = Pattern.compile("FATAL: +(.*)");

    private static final Pattern PAST_A_FORK =
            Pattern.compile("requested starting point .* is not in this server's history.*");
    private static final Pattern LOST = Pattern.compile("requested WAL segment \\S+ has already been removed.*"
            + "|.*(has been invalidated|can no longer (access|get changes from) replication slot).*");
    private static final Pattern IN_USE = Pattern.compile("replication slot .* is active for PID .*");

    /** It moves while a primary writes, and the standby is ahead of it all the same. */
    private static final Pattern FLUSHED = Pattern.compile("(WAL flush position of this server) \\S+");

    /** A server that is on its way up or down says so to everybody. */
    private static final Pattern PASSING = Pattern.compile(
            "the database system is .*|terminating connection due to .*|.*shutting down.*|connection to server was lost.*");

    /** What a line says; empty if it is no such line, or says what passes by itself. */
    static Optional<Refusal> in(String line) {
        return first(FORKED, line)
                .or(() -> first(BEHIND, line))
                .map(reason -> new Refusal(Kind.FORK, reason))
                .or(() -> first(OTHER_SYSTEM, line).map(reason -> new Refusal(Kind.FINAL, reason)))
                .or(() -> first(STREAMING, line).flatMap(Refusal::ofStreaming))
                .or(() -> first(CONNECTING, line).flatMap(Refusal::ofConnecting));
    }

    private static Optional<Refusal> ofStreaming(String reason) {
        if (PASSING.matcher(reason).matches()) {
            return Optional.empty();
        } else if (PAST_A_FORK.matcher(reason).matches()) {
            return Optional.of(new Refusal(Kind.FORK, reason));
        } else if (LOST.matcher(reason).matches()) {
            return Optional.of(new Refusal(Kind.FINAL, reason));
        } else if (IN_USE.matcher(reason).matches()) {
            return Optional.of(new Refusal(Kind.UNREACHABLE, reason));
        }
        return Optional.of(new Refusal(Kind.REFUSED, FLUSHED.matcher(reason).replaceFirst("$1")));
    }

    private static Optional<Refusal> ofConnecting(String reason) {
        Optional<String> answer = first(ANSWER, reason);
        return answer.isPresent()
                ? answer.filter(words -> !PASSING.matcher(words).matches())
                        .map(words -> new Refusal(Kind.REFUSED, words))
                : Optional.of(new Refusal(Kind.UNREACHABLE, reason));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }
}
