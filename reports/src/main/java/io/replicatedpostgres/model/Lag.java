package io.replicatedpostgres.model;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a standby is behind a primary, as both said one after the other: the primary first.
 *
 * @param standby who is behind
 * @param primary whom it is compared with
 * @param written the end of the WAL of the primary, on its timeline
 * @param received the end of the WAL that the standby has received, on its history
 * @param replayed how far the standby has replayed, on its history
 * @param notReceived WAL that the primary has written and the standby has not received
 * @param notReplayed WAL that the primary has written and no query on the standby sees; it includes what is not received
 * @param timeOrNull at most how old what the standby shows is: zero if it has replayed everything, else the age of the last
 *     transaction it has replayed, by the clocks of the two servers; null if it has replayed none since it started
 */
public record Lag(
        NodeRef standby,
        NodeRef primary,
        WalPosition written,
        WalPosition received,
        WalPosition replayed,
        DataSize notReceived,
        DataSize notReplayed,
        @Nullable Duration timeOrNull) {

    /**
     * Compares what two servers said.
     *
     * @param standby who is behind
     * @param primary whom it is compared with
     * @param primaryAt how far the primary has come
     * @param received how far the standby has received
     * @param replayed how far the standby has replayed
     * @param age of the last transaction that the standby has replayed; null if there is none
     * @throws ReplicatedPostgresException if the standby is on no way to the primary: it has gone on along another timeline
     */
    public static Lag of(
            NodeRef standby,
            NodeRef primary,
            WalProgress primaryAt,
            WalProgress received,
            WalProgress replayed,
            @Nullable Duration age) {
        WalPosition position = replayed.position();
        if (!primaryAt.history().includes(position)) {
            throw new ReplicatedPostgresException(
                    "how far %s is behind %s cannot be told: it has replayed %s, and %s came along %s. A distance is one of one history: rewind or rebuild it."
                            .formatted(standby, primary, position, primary, primaryAt.history()));
        }
        DataSize left = distance(primaryAt, replayed);
        return new Lag(
                standby,
                primary,
                primaryAt.position(),
                received.position(),
                position,
                primaryAt.history().includes(received.position()) ? distance(primaryAt, received) : left,
                left,
                left.bytes() == 0 ? Duration.ZERO : age);
    }

    /** What the standby has got since the primary was asked counts as nothing. */
    private static DataSize distance(WalProgress primary, WalProgress standby) {
        return DataSize.bytes(Math.max(0, primary.end().minus(standby.end())));
    }

    /** The same as {@link #notReplayed()}: what a reader of the standby misses. */
    public DataSize size() {
        return notReplayed;
    }

    /**
     * At most how old what the standby shows is. After a quiet time it is too much until the next transaction is replayed: it
     * counts from the last one. Empty if not known.
     */
    public Optional<Duration> time() {
        return Optional.ofNullable(timeOrNull);
    }

    /** Whether no more WAL than this is left to be replayed. */
    public boolean isWithin(DataSize most) {
        return notReplayed.compareTo(most) <= 0;
    }

    /** Whether it is known to be no more than this behind. */
    public boolean isWithin(Duration most) {
        return time().filter(time -> time.compareTo(most) <= 0).isPresent();
    }

    /** For example {@code node-2 is 48 bytes and at most 12 ms behind node-1 (0/3000148 of 0/3000178 on timeline 1)}. */
    @Override
    public String toString() {
        return "%s is %s and %s behind %s (%s of %s)"
                .formatted(
                        standby,
                        notReplayed,
                        time().map(time -> "at most %s ms".formatted(time.toMillis()))
                                .orElse("a time not known"),
                        primary,
                        replayed.timeline().equals(written.timeline()) ? replayed.lsn() : replayed,
                        written);
    }
}
