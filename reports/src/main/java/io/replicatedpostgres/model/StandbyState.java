package io.replicatedpostgres.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a primary (or a cascading standby) sees one of its standbys: a row of {@code pg_stat_replication}.
 *
 * @param applicationName the {@code application_name} of the standby, here always the name of its node
 * @param state {@code startup}, {@code catchup}, {@code streaming}, {@code backup} or {@code stopping}
 * @param sent sent to it
 * @param written written by it
 * @param flushed flushed by it
 * @param replayed replayed by it
 * @param syncState {@code async}, {@code potential}, {@code sync} or {@code quorum}
 * @param replayLag time between local flush and the report that it was replayed; null when idle
 */
public record StandbyState(
        String applicationName,
        String state,
        @Nullable Lsn sent,
        @Nullable Lsn written,
        @Nullable Lsn flushed,
        @Nullable Lsn replayed,
        String syncState,
        @Nullable Duration replayLag) {

    /** Whether the state is {@code streaming}. A dead link goes on saying so until a timeout notices it. */
    public boolean isStreaming() {
        return state.equals("streaming");
    }
}
