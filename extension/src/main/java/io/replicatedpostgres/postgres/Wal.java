package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The WAL in {@code pg_wal} of one node, read from its files along the node's history, its server running or not. */
public final class Wal {

    private final WalSegments segments;
    private final WalReader reader;

    /** The WAL of the node on this host. */
    public Wal(Host host, TimelineHistory history) {
        this(new WalSegments(host), history);
    }

    Wal(WalSegments segments, TimelineHistory history) {
        this.segments = segments;
        this.reader = new WalReader(segments, history);
    }

    /** Where the WAL ends that goes on from a record: the position itself if no record is there. */
    public Lsn end(Lsn from) {
        return reader.end(from);
    }

    /** How many transactions commit past a position, in records that end at the other one or before. */
    public long commitsAfter(Lsn from, Lsn to) {
        long segment = from.bytes() / segments.bytes();
        Optional<Lsn> first = reader.firstIn(segment);
        while (first.isEmpty() && segment > 0 && segments.isThere(segment)) {
            segment--;
            first = reader.firstIn(segment);
        }
        return first.map(begin -> commits(begin, from, to)).orElse(0L);
    }

    private long commits(Lsn first, Lsn from, Lsn to) {
        long commits = 0;
        @Nullable Lsn previous = null;
        var record = reader.next(first, previous);
        while (record.isPresent() && to.isAtLeast(record.get().end())) {
            commits += record.get().isCommit() && record.get().end().isAfter(from) ? 1 : 0;
            previous = record.get().begin();
            record = reader.next(record.get().end(), previous);
        }
        return commits;
    }

    /**
     * The first position before which both are the same and at which they are not, among what both still have of the last
     * segments up to a position; empty if no difference is found. Records are compared, by length and checksum.
     *
     * @param upTo how far to compare; both must have WAL up to there
     * @param endsRecord whether a record ends there: one that goes on past it is a difference
     */
    public Optional<Lsn> differenceFrom(Wal other, Lsn upTo, boolean endsRecord) {
        Optional<Lsn> found = Optional.empty();
        long last = (upTo.bytes() - 1) / segments.bytes();
        for (long segment = last; segment >= 0; segment--) {
            Optional<Lsn> here = reader.firstIn(segment);
            Optional<Lsn> there = other.reader.firstIn(segment);
            if (here.isEmpty() || there.isEmpty()) {
                if (segments.isThere(segment) && other.segments.isThere(segment)) {
                    continue;
                }
                break;
            }
            Lsn end = new Lsn(Math.min(upTo.bytes(), (segment + 1) * segments.bytes()));
            boolean exact = endsRecord && segment == last;
            Optional<Lsn> difference = here.equals(there)
                    ? differenceFrom(other, here.get(), end, exact)
                    : Optional.of(new Lsn(segment * segments.bytes()));
            if (difference.isPresent()) {
                found = difference;
            } else if (segment < last) {
                // two that have parted do not write a whole segment of the same bytes
                break;
            }
        }
        return found;
    }

    private Optional<Lsn> differenceFrom(Wal other, Lsn from, Lsn upTo, boolean endsRecord) {
        Lsn at = from;
        @Nullable Lsn previous = null;
        while (upTo.isAfter(at)) {
            Optional<WalRecord> here = reader.next(at, previous);
            Optional<WalRecord> there = other.reader.next(at, previous);
            if (here.isEmpty() && there.isEmpty()) {
                return Optional.empty();
            }
            if (!here.equals(there)) {
                return Optional.of(at);
            }
            WalRecord record = here.get();
            if (record.end().isAfter(upTo)) {
                return endsRecord ? Optional.of(at) : Optional.empty();
            }
            previous = record.begin();
            at = record.end();
        }
        return Optional.empty();
    }
}
