package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.WalDump;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a node has that goes when it is rewound to another: what was committed past the point where their histories
 * parted, and what {@code pg_rewind} removes silently.
 */
final class Losses {

    /** The resource managers whose records are read past the fork. */
    private static final List<String> MANAGERS = List.of("Transaction", "Heap", "Heap2", "Sequence", "Database");

    private final Member target;
    private final Member source;

    Losses(Member target, Member source) {
        this.target = target;
        this.source = source;
    }

    RewindLoss count() {
        return count(Divergence.between(target, source)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "a rewind of %s to %s throws nothing away: they have not diverged. Ask after both have written on timelines of their own."
                                .formatted(target.ref(), source.ref()))));
    }

    /** Of two that have diverged. */
    RewindLoss count(Divergence divergence) {
        WalProgress progress = Reached.onDisk(target);
        return new WalDump(target.host(), target.provisioned().binaries(), target.deadline())
                .along(progress.history(), target.archive(), dump -> count(dump, progress, divergence));
    }

    private RewindLoss count(WalDump dump, WalProgress progress, Divergence divergence) {
        Lsn fork = divergence.fork();
        TimelineHistory history = progress.history();
        var changes = new WalChanges();
        for (String manager : MANAGERS) {
            dump.records(history, fork, progress.end(), manager).forEach(changes::read);
        }
        List<String> unknown = readBefore(dump, history, fork, changes);
        var names = new RelationNames(source);
        var rows = names.rows(changes.rows());
        return new RewindLoss(
                fork,
                divergence.oneBytes(),
                changes.commits(),
                rows.tables(),
                rows.catalogs(),
                changes.sequences().stream().map(names::of).toList(),
                changes.databases(),
                changes.prepared(),
                slots(target),
                new OwnFiles(target, source).onTargetAlone(),
                unknown);
    }

    static List<String> slots(Member member) {
        return member.host().list(member.server().data().path("pg_replslot"));
    }

    /** What transactions changed before the fork that commit past it: prepared ones, and those that ran on. */
    private List<String> readBefore(WalDump dump, TimelineHistory history, Lsn fork, WalChanges changes) {
        OptionalLong first = changes.firstCommitted();
        Lsn oldest = dump.oldest(history, fork);
        if (first.isEmpty() || oldest.equals(fork)) {
            return first.isEmpty() ? List.of() : List.of(gone(first.getAsLong(), oldest));
        }
        @Nullable Lsn begin = null;
        List<String> lists = Stream.of("Standby", "XLOG")
                .flatMap(manager -> dump.records(history, oldest, fork, manager).stream())
                .toList();
        for (String record : lists) {
            OptionalLong next = WalChanges.nextXid(record);
            Lsn position = Lsn.parse(WalChanges.position(record));
            if (next.isPresent()
                    && next.getAsLong() <= first.getAsLong()
                    && (begin == null || position.isAfter(begin))) {
                begin = position;
            }
        }
        Lsn from = begin == null ? oldest : begin;
        for (String manager : List.of("Heap", "Heap2")) {
            dump.records(history, from, fork, manager).forEach(changes::readBefore);
        }
        return begin == null ? List.of(gone(first.getAsLong(), oldest)) : List.of();
    }

    private static String gone(long transaction, Lsn oldest) {
        return "the rows that transaction %s and later ones changed before %s: that WAL is gone"
                .formatted(transaction, oldest);
    }
}
