package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/**
 * How a standby sees its upstream: the row of {@code pg_stat_wal_receiver}.
 *
 * @param status {@code starting}, {@code waiting}, {@code streaming}, {@code restarting} or {@code stopping}
 * @param sender where the walreceiver is connected to; null while it is not
 * @param slotName the slot it uses; null if none
 * @param receivedTimeline the timeline of the last WAL that was received and flushed; null before the first
 * @param flushed the last position received and flushed; null before the first
 */
public record ReceiverState(
        String status,
        @Nullable Endpoint sender,
        @Nullable String slotName,
        @Nullable Timeline receivedTimeline,
        @Nullable Lsn flushed) {

    /** Whether the status is {@code streaming}. A dead link goes on saying so until a timeout notices it. */
    public boolean isStreaming() {
        return status.equals("streaming");
    }

    /** For example {@code walreceiver streaming from 127.0.0.1:20001 through slot node_2, flushed 0/3000148}. */
    @Override
    public String toString() {
        return "walreceiver %s%s%s%s"
                .formatted(
                        status,
                        sender == null ? "" : " from " + sender,
                        slotName == null ? "" : " through slot " + slotName,
                        flushed == null ? "" : ", flushed " + flushed);
    }
}
