package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.postgres.Sql;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why a session with a node broke: its server has ended, its backend still waits for something, or it was ended while it waited
 * for a standby.
 */
final class SessionEnd implements Sql.Diagnosis {

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Pattern LAST_WORDS = Pattern.compile(".* (?:FATAL|PANIC): {2}.*");

    /** What the log says of sessions, not of the server. */
    private static final Pattern OF_SESSIONS = Pattern.compile(
            ".*(?:terminating connection|the database system is|terminating walreceiver|terminating background|could not (?:connect to|receive data from)|password authentication|no pg_hba).*");

    private static final String LOCALLY = "canceling the wait for synchronous replication and terminating connection";

    private final Member member;

    SessionEnd(Member member) {
        this.member = member;
    }

    @Override
    public String of(long backend) {
        try {
            return awaitRole(member, LOOK) == Role.STOPPED ? ended(member) : ofRunning(backend);
        } catch (ReplicatedPostgresException e) {
            return "%s does not answer: %s. %s".formatted(member, e.getMessage(), member.whereToLook());
        }
    }

    /** What becomes of a server whose session broke: it ends, or it answers. */
    static Role awaitRole(Member member, Duration deadline) {
        return Await.orFail("it did not come to an end", deadline)
                .until(
                        "no process of it, or an answer",
                        () -> member.state().role(),
                        role -> role != Role.UNRESPONSIVE);
    }

    /** That a server has ended, by its own words if it left any since its last start. */
    static String ended(Member member) {
        List<String> log = sinceLastStart(member);
        String words = log.stream()
                .filter(line -> LAST_WORDS.matcher(line).matches())
                .filter(line -> !OF_SESSIONS.matcher(line).matches())
                .map(line -> line.replaceFirst(".*? (FATAL|PANIC): {2}", ": $1: "))
                .reduce("", (first, second) -> second);
        return "the server of %s has ended%s. %s"
                .formatted(member, words, member.server().log().tail(LogMark.BEGINNING));
    }

    private static List<String> sinceLastStart(Member member) {
        List<String> lines = member.server().log().lines();
        int start = lines.size();
        while (start > 0 && !lines.get(start - 1).contains("starting PostgreSQL")) {
            start--;
        }
        return lines.subList(start, lines.size());
    }

    private String ofRunning(long backend) {
        if (wasWaiting(backend)) {
            return "it is committed on %s: its session was ended while it waited for a standby (synchronous_standby_names = '%s'), and whether a standby has it is not known"
                    .formatted(member, ask("SHOW synchronous_standby_names").get(0));
        }
        List<String> waits = ask(
                "SELECT coalesce(wait_event_type, '') || '/' || coalesce(wait_event, '') FROM pg_stat_activity WHERE state <> 'idle' AND pid = "
                        + backend);
        if (waits.isEmpty()) {
            return "";
        }
        return waits.get(0).equals("IPC/SyncRep") ? waitsForStandby(backend) : stillRuns(backend, waits.get(0));
    }

    private boolean wasWaiting(long backend) {
        return sinceLastStart(member).stream()
                .anyMatch(line -> line.contains("[" + backend + "]") && line.contains(LOCALLY));
    }

    private String waitsForStandby(long backend) {
        return "it is committed on %s, and its backend %s waits for a standby to confirm it (wait_event SyncRep): synchronous_standby_names = '%s', and there are %s. Start or heal a standby that is named, or use synchronousStandbys(…)"
                .formatted(
                        member, backend, ask("SHOW synchronous_standby_names").get(0), standbys());
    }

    private String standbys() {
        List<String> standbys = ask(
                "SELECT application_name || ' ' || state || ' ' || sync_state FROM pg_stat_replication WHERE state <> 'backup' ORDER BY 1");
        return standbys.isEmpty() ? "no standbys" : "standbys " + standbys;
    }

    private static String stillRuns(long backend, String wait) {
        return "its backend %s still runs%s".formatted(backend, wait.equals("/") ? "" : " and waits for " + wait);
    }

    private List<String> ask(String question) {
        try (Sql sql = member.session("postgres", LOOK)) {
            return sql.query(question, row -> row.getString(1));
        }
    }
}
