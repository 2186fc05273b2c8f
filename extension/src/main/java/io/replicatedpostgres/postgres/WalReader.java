package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one node along a history, as recovery would: a record counts if its pages belong to its place, its
 * checksum is right and it names the record before it. Recycled segments and half a record at the end do not count.
 *
 * <p>Source: {@code access/xlogrecord.h}, {@code access/xlog_internal.h} and {@code xlogreader.c} of PostgreSQL 11 to 18, in
 * which this form is the same.
 */
final class WalReader {

    private static final int PAGE_HEADER = 24;
    private static final int LONG_PAGE_HEADER = 40;
    private static final int RECORD_HEADER = 24;
    private static final int RECORD_CRC = 20;
    private static final int FIRST_IS_CONTRECORD = 0x0001;
    private static final int FIRST_IS_OVERWRITE_CONTRECORD = 0x0008;
    private static final int PAGE_BYTES_AT = 36;

    private final WalSegments segments;
    private final TimelineHistory history;

    WalReader(WalSegments segments, TimelineHistory history) {
        this.segments = segments;
        this.history = history;
    }

    /** A page that is at its place. */
    private record Page(ByteBuffer segment, int at, int bytes, boolean isLong) {

        int flags() {
            return segment.getShort(at + 2) & 0xFFFF;
        }

        boolean continues() {
            return (flags() & FIRST_IS_CONTRECORD) != 0;
        }

        int remaining() {
            return segment.getInt(at + 16);
        }

        int header() {
            return isLong ? LONG_PAGE_HEADER : PAGE_HEADER;
        }
    }

    /**
     * The record that begins at a position.
     *
     * @param previous where the record before it begins; null if not known
     */
    Optional<WalRecord> next(Lsn at, @Nullable Lsn previous) {
        // a segment in which a timeline was left is there under the old name, under the new one, or under both, and one
        // of
        // them may end before the other
        return read(at.bytes(), previous, false).or(() -> read(at.bytes(), previous, true));
    }

    /** The end of the last record, from one on; the position itself if no record is there. */
    Lsn end(Lsn from) {
        Lsn at = from;
        @Nullable Lsn previous = null;
        for (var record = next(at, previous); record.isPresent(); record = next(at, previous)) {
            previous = record.get().begin();
            at = record.get().end();
        }
        return at;
    }

    /** Where the first record of a segment begins; empty if the segment is not there or holds the middle of one. */
    Optional<Lsn> firstIn(long segment) {
        long at = segment * segments.bytes();
        Optional<Page> first = page(at, false).or(() -> page(at, true));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        Page page = first.get();
        if (!page.continues()) {
            return Optional.of(new Lsn(at + page.header()));
        }
        long left = page.remaining();
        long position = at + page.header();
        long inPage = (long) page.bytes() - page.header();
        while (left > inPage) {
            left -= inPage;
            position = (position / page.bytes() + 1) * page.bytes() + PAGE_HEADER;
            inPage = (long) page.bytes() - PAGE_HEADER;
        }
        long begin = aligned(position + left);
        return begin >= at + segments.bytes() ? Optional.empty() : Optional.of(new Lsn(begin));
    }

    private Optional<WalRecord> read(long from, @Nullable Lsn previous, boolean newest) {
        Optional<Page> found = page(from, newest);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Page page = found.get();
        long at = from;
        if (at % page.bytes() == 0) {
            if (page.continues()) {
                return Optional.empty();
            }
            at += page.header();
        }
        long begin = at;
        int length = page.segment().getInt((int) (at % segments.bytes()));
        if (length < RECORD_HEADER) {
            return Optional.empty();
        }
        var content = new ByteArrayOutputStream();
        int left = length;
        while (true) {
            int count = (int) Math.min(left, page.bytes() - at % page.bytes());
            content.write(page.segment().array(), (int) (at % segments.bytes()), count);
            left -= count;
            at += count;
            if (left == 0) {
                return checked(content.toByteArray(), begin, at, previous);
            }
            Optional<Page> next = page(at, newest);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            page = next.get();
            if ((page.flags() & FIRST_IS_OVERWRITE_CONTRECORD) != 0) {
                // half a record, lost in a crash of the server that wrote it, which went on with the next page
                return read(at, previous, newest);
            }
            if (!page.continues() || page.remaining() != left) {
                return Optional.empty();
            }
            at += page.header();
        }
    }

    private Optional<WalRecord> checked(byte[] content, long begin, long after, @Nullable Lsn previous) {
        ByteBuffer record = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        var sum = new CRC32C();
        sum.update(content, RECORD_HEADER, content.length - RECORD_HEADER);
        sum.update(content, 0, RECORD_CRC);
        int crc = record.getInt(RECORD_CRC);
        if ((int) sum.getValue() != crc || (previous != null && record.getLong(8) != previous.bytes())) {
            return Optional.empty();
        }
        int info = record.get(16) & 0xFF;
        int manager = record.get(17) & 0xFF;
        long size = segments.bytes();
        long end = WalRecord.switchesSegment(manager, info) ? (after + size - 1) / size * size : aligned(after);
        return Optional.of(new WalRecord(new Lsn(begin), new Lsn(end), content.length, crc, manager, info));
    }

    private static long aligned(long position) {
        return (position + 7) & ~7L;
    }

    /** The page with the byte at a position, if that page is where it belongs and on a timeline of the history. */
    private Optional<Page> page(long position, boolean newest) {
        long size = segments.bytes();
        long number = position / size;
        for (Timeline timeline : timelinesOf(position, number, newest)) {
            Optional<Page> page = segments.find(timeline, number).flatMap(segment -> page(segment, position));
            if (page.isPresent()) {
                return page;
            }
        }
        return Optional.empty();
    }

    private Optional<Page> page(ByteBuffer segment, long position) {
        int bytes = segment.getInt(PAGE_BYTES_AT);
        if (bytes < 1024 || Integer.bitCount(bytes) != 1 || bytes > segments.bytes()) {
            return Optional.empty();
        }
        long start = position / bytes * bytes;
        int at = (int) (start % segments.bytes());
        boolean isThere = segment.getShort(at) == segment.getShort(0)
                && segment.getShort(0) != 0
                && segment.getLong(at + 8) == start
                && isOurs(segment.getInt(at + 4));
        return isThere ? Optional.of(new Page(segment, at, bytes, at == 0)) : Optional.empty();
    }

    private boolean isOurs(int timeline) {
        return timeline > 0 && history.includes(new Timeline(timeline));
    }

    /** The timelines under whose names the byte may lie: its own, and those that begin later in the same segment. */
    private List<Timeline> timelinesOf(long position, long number, boolean newest) {
        Timeline own = history.at(new Lsn(position + 1)).timeline();
        var all = new ArrayList<Timeline>();
        for (Timeline timeline : history.timelines()) {
            long begin = history.began(timeline).orElseThrow().bytes();
            if (timeline.equals(own) || (begin > position && begin / segments.bytes() == number)) {
                all.add(timeline);
            }
        }
        if (newest) {
            Collections.reverse(all);
        }
        return all;
    }
}
