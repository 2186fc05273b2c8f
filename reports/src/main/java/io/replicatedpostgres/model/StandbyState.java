package io.replicatedpostgres.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a primary (or a cascading standby) sees one of its standbys: a row of {@code pg_stat_replication}.
 *
 * @param applicationName the {@code application_name} of the client: a standby of the cluster gives the name of its node, and any
 *     other client, {@code pg_receivewal} for one, can give the same
 * @param state {@code startup}, {@code catchup}, {@code streaming}, {@code backup} or {@code stopping}
 * @param sent sent to it
 * @param written written by it
 * @param flushed flushed by it
 * @param replayed replayed by it
 * @param syncState {@code async}, {@code potential}, {@code sync} or {@code quorum}
 * @param replayLag time between local flush and the report that it was replayed; null when idle
 * @param slotName the slot it streams through: the one whose {@code active_pid} is this walsender; null if none
 */
public record StandbyState(
        String applicationName,
        String state,
        @Nullable Lsn sent,
        @Nullable Lsn written,
        @Nullable Lsn flushed,
        @Nullable Lsn replayed,
        String syncState,
        @Nullable Duration replayLag,
        @Nullable String slotName) {

    /** One that streams through no slot. */
    public StandbyState(
            String applicationName,
            String state,
            @Nullable Lsn sent,
            @Nullable Lsn written,
            @Nullable Lsn flushed,
            @Nullable Lsn replayed,
            String syncState,
            @Nullable Duration replayLag) {
        this(applicationName, state, sent, written, flushed, replayed, syncState, replayLag, null);
    }

    /** Whether the state is {@code streaming}. A dead link goes on saying so until a timeout notices it. */
    public boolean isStreaming() {
        return state.equals("streaming");
    }

    /**
     * Whether this can be the walsender of a standby: it has its name, and holds the slot that the standby's walreceiver names.
     * A slot serves one client at a time, so another client of the same name is told apart. A walsender holds its slot before
     * it streams, but not as soon as it is connected.
     *
     * @param name the {@code application_name} of the standby
     * @param slot what {@code pg_stat_wal_receiver.slot_name} says on the standby; null if it streams without a slot
     */
    public boolean canServe(String name, @Nullable String slot) {
        boolean connectsOnly = slotName == null && !isStreaming();
        return applicationName.equals(name) && (connectsOnly || Objects.equals(slotName, slot));
    }

    /** For example {@code node-2 (streaming, async, replayed 0/3000148)}. */
    @Override
    public String toString() {
        return "%s (%s, %s, %s)"
                .formatted(
                        applicationName,
                        state,
                        syncState,
                        replayed == null ? "replay not known" : "replayed " + replayed);
    }
}
