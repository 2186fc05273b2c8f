package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.WalDump;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last checkpoint before a fork, and whether a node still has its WAL from there on. */
final class CommonCheckpoint {

    private static final Pattern POSITION = Pattern.compile("lsn: ([0-9A-F]+/[0-9A-F]+)");
    private static final long FOUR_GIB = 1L << 32;

    private final Member target;
    private final TimelineHistory history;

    CommonCheckpoint(Member target, TimelineHistory history) {
        this.target = target;
        this.history = history;
    }

    /** An archive may hold what has been recycled: whether a checkpoint is in there shows only when it is restored. */
    boolean isKept(Lsn fork, boolean withArchive) {
        Timeline timeline = timelineBefore(fork);
        long segmentBytes = segmentBytes();
        Set<String> there =
                new HashSet<>(target.host().list(target.server().data().path("pg_wal")));
        Lsn oldest = oldestContiguous(timeline, fork, segmentBytes, there);
        if (oldest.isAfter(fork)) {
            return withArchive && archived().contains(file(timeline, fork.bytes() / segmentBytes, segmentBytes));
        }
        if (hasCheckpoint(timeline, oldest, fork)) {
            return true;
        }
        long before = oldest.bytes() / segmentBytes - 1;
        return withArchive && before > 0 && archived().contains(file(timeline, before, segmentBytes));
    }

    private boolean hasCheckpoint(Timeline timeline, Lsn from, Lsn fork) {
        return new WalDump(target.host(), target.provisioned().binaries(), target.deadline())
                .records(timeline, from, "XLOG").stream()
                        .filter(record -> record.contains("CHECKPOINT_"))
                        .map(CommonCheckpoint::position)
                        .flatMap(Optional::stream)
                        .anyMatch(position -> fork.isAfter(position));
    }

    private static Optional<Lsn> position(String record) {
        Matcher matcher = POSITION.matcher(record);
        return matcher.find() ? Optional.of(Lsn.parse(matcher.group(1))) : Optional.empty();
    }

    private Timeline timelineBefore(Lsn fork) {
        return history.ancestors().stream()
                .filter(ancestor -> ancestor.leftAt().isAtLeast(fork))
                .findFirst()
                .map(TimelineHistory.Ancestor::timeline)
                .orElse(history.current());
    }

    private Lsn oldestContiguous(Timeline timeline, Lsn fork, long segmentBytes, Set<String> there) {
        long number = fork.bytes() / segmentBytes;
        while (number > 0 && there.contains(file(timeline, number, segmentBytes))) {
            number--;
        }
        return new Lsn((number + 1) * segmentBytes);
    }

    private static String file(Timeline timeline, long number, long segmentBytes) {
        long perLog = FOUR_GIB / segmentBytes;
        return String.format(Locale.ROOT, "%s%08X%08X", timeline.filePrefix(), number / perLog, number % perLog);
    }

    private List<String> archived() {
        return target.archive().map(Archive::files).orElse(List.of());
    }

    private long segmentBytes() {
        return target.host().list(target.server().data().path("pg_wal")).stream()
                .filter(file -> file.matches("[0-9A-F]{24}"))
                .mapToLong(file -> target.host().size(target.server().data().path("pg_wal/" + file)))
                .max()
                .orElse(1L << 24);
    }
}
