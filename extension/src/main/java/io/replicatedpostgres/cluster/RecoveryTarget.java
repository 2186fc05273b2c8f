package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.Timeline;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a recovery from a base backup and an archive ends. It includes what is named and promotes, unless said otherwise.
 *
 * @param kind what is named
 * @param value it, as PostgreSQL writes it
 * @param inclusive whether what is named is still recovered ({@code recovery_target_inclusive})
 * @param then what the node does when it is there ({@code recovery_target_action})
 * @param timelineOrNull the timeline to follow ({@code recovery_target_timeline}); null for the latest in the archive
 * @param restoreCommandOrNull what fetches a file of the archive ({@code restore_command}); null for the harness's own
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-wal.html#RUNTIME-CONFIG-WAL-RECOVERY-TARGET">Recovery
 *     Target</a>
 */
public record RecoveryTarget(
        Kind kind,
        String value,
        boolean inclusive,
        Then then,
        @Nullable Timeline timelineOrNull,
        @Nullable String restoreCommandOrNull) {

    /** Checks that the parts are there. */
    public RecoveryTarget {
        Given.value("kind", kind);
        Given.value("value", value);
        Given.value("then", then);
    }

    /** The kind of target. */
    public enum Kind {
        /** When a transaction ended. */
        TIME,
        /** A restore point: {@link Node#createRestorePoint}. */
        NAME,
        /** A position. */
        LSN,
        /** A transaction: not the order in which they began counts, but that in which they ended. */
        XID
    }

    /** The action of the node at the target. */
    public enum Then {
        /** It answers queries and waits: {@link Node#promote()} ends that. */
        PAUSE,
        /** It becomes a primary on a timeline of its own. */
        PROMOTE
    }

    /** The name of a zone, {@code Z} too, is not known yet when PostgreSQL reads this. It counts in microseconds. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private static RecoveryTarget of(Kind kind, String value) {
        return new RecoveryTarget(kind, value, true, Then.PROMOTE, null, null);
    }

    /** Every transaction that ended at this time or before, by the clock of the server that wrote it. */
    public static RecoveryTarget time(Instant time) {
        if (Given.value("time", time).isBefore(Instant.EPOCH) || time.isAfter(END_OF_TIME)) {
            throw SpecException.of(
                    "time = " + time,
                    "no server has written WAL before 1970, and none will after 9999",
                    "Write for example Instant.now()");
        }
        return of(Kind.TIME, TIME.format(time));
    }

    /** Everything before a restore point. */
    public static RecoveryTarget name(String restorePoint) {
        return of(Kind.NAME, Given.identifier("restorePoint", restorePoint));
    }

    /** Everything up to a position, with the record that begins there. */
    public static RecoveryTarget lsn(Lsn position) {
        Given.value("position", position);
        return of(Kind.LSN, position.toString());
    }

    /** Everything up to the end of a transaction, with it: {@code SELECT txid_current()}. */
    public static RecoveryTarget xid(long transaction) {
        if (transaction < 1) {
            throw SpecException.of(
                    "transaction = " + transaction,
                    "transactions are numbered from 1",
                    "Give what SELECT txid_current() says");
        }
        return of(Kind.XID, String.valueOf(transaction));
    }

    /**
     * The same, without what is named.
     *
     * @throws SpecException if that is a restore point: there is nothing to leave out
     */
    public RecoveryTarget exclusive() {
        if (kind == Kind.NAME) {
            throw SpecException.of(
                    "exclusive(): restore point \"%s\"".formatted(value),
                    "PostgreSQL has that for a time, a position and a transaction",
                    "Leave it out: a restore point changes nothing");
        }
        return new RecoveryTarget(kind, value, false, then, timelineOrNull, restoreCommandOrNull);
    }

    /** The same, and it waits there instead of becoming a primary. */
    public RecoveryTarget thenPause() {
        return new RecoveryTarget(kind, value, inclusive, Then.PAUSE, timelineOrNull, restoreCommandOrNull);
    }

    /**
     * The same on a timeline. Without one, recovery follows the latest timeline of which the archive has a history: what was
     * written on an older one after that was left is not on its way then.
     */
    public RecoveryTarget onTimeline(Timeline timeline) {
        Given.value("timeline", timeline);
        return new RecoveryTarget(kind, value, inclusive, then, timeline, restoreCommandOrNull);
    }

    /**
     * The same, with a {@code restore_command} of one's own, which a shell runs in the data directory: {@code %f} is the name of the
     * file, {@code %p} where it is wanted. Without one, files come from the archive of the cluster.
     *
     * @throws SpecException if it does not name both
     */
    public RecoveryTarget restoringBy(String command) {
        Given.text("command", command, "cp /mnt/archive/%f %p");
        if (!command.contains("%f") || !command.contains("%p")) {
            throw SpecException.of(
                    "restoringBy(\"%s\")".formatted(command),
                    "it is told which file is wanted by %f, and where by %p",
                    "Write for example cp /mnt/archive/%f %p");
        }
        return new RecoveryTarget(kind, value, inclusive, then, timelineOrNull, command);
    }

    /** What fetches a file of the archive; empty for the harness's own. */
    public Optional<String> restoreCommand() {
        return Optional.ofNullable(restoreCommandOrNull);
    }

    /** The timeline to follow; empty for the latest in the archive. */
    public Optional<Timeline> timeline() {
        return Optional.ofNullable(timelineOrNull);
    }

    Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("recovery_target_" + kind.name().toLowerCase(Locale.ROOT), value);
        settings.put("recovery_target_inclusive", inclusive ? "on" : "off");
        settings.put(
                "recovery_target_timeline",
                timeline().map(timeline -> String.valueOf(timeline.id())).orElse("latest"));
        settings.put("recovery_target_action", then.name().toLowerCase(Locale.ROOT));
        return settings;
    }

    @Override
    public String toString() {
        return "%s %s%s%s"
                .formatted(
                        kind.name().toLowerCase(Locale.ROOT),
                        value,
                        timeline().map(timeline -> " on timeline " + timeline).orElse(""),
                        inclusive ? "" : ", exclusive");
    }
}
