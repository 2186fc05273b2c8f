package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.FakeHost;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** WAL as a server writes it, in segments of four pages: enough to cross whatever there is to cross. */
final class WalImage {

    static final int PAGE = 8192;
    static final int SEGMENT = 4 * PAGE;
    private static final short MAGIC = (short) 0xD110;

    private final TreeMap<String, byte[]> segments = new TreeMap<>();
    private Timeline timeline = Timeline.FIRST;
    private long at;
    private long previous;

    /** Its first record comes at the beginning of a segment. */
    WalImage(long firstSegment) {
        this.at = firstSegment * SEGMENT;
    }

    Lsn end() {
        return new Lsn(at);
    }

    Lsn insert(int bytes) {
        return append(10, 0, bytes);
    }

    Lsn commit() {
        return append(1, 0, 40);
    }

    Lsn switchSegment() {
        Lsn begin = append(0, 0x40, 0);
        at = (at + SEGMENT - 1) / SEGMENT * SEGMENT;
        return begin;
    }

    /** Goes on along a new timeline: the segment of the fork is copied. */
    void promote(Timeline next) {
        String old = name();
        timeline = next;
        if (at % SEGMENT != 0) {
            byte[] copy = Objects.requireNonNull(segments.get(old)).clone();
            Arrays.fill(copy, (int) (at % SEGMENT), copy.length, (byte) 0);
            segments.put(name(), copy);
        }
    }

    /** Writes the beginning of a record and no more, as a server that is killed. */
    void half(int bytes, int written) {
        write(record(10, 0, bytes), written);
    }

    /** What follows is not the continuation: the server that lost half a record went on with the next page. */
    void overwriteFromNextPage() {
        at = (at / PAGE + 1) * PAGE;
        header(0x0008, 0);
    }

    WalImage copy() {
        var copy = new WalImage(0);
        segments.forEach((name, content) -> copy.segments.put(name, content.clone()));
        copy.timeline = timeline;
        copy.at = at;
        copy.previous = previous;
        return copy;
    }

    void remove(String name) {
        segments.remove(name);
    }

    /** The same bytes under a later name, as a recycled segment is. */
    void recycle(long from, long to) {
        segments.put(name(to), Objects.requireNonNull(segments.get(name(from))).clone());
    }

    WalSegments on(FakeHost host) {
        var data = new DataDirectory(host);
        host.makeDirectory(data.path("pg_wal"));
        segments.forEach((name, content) -> host.write(data.path("pg_wal/" + name), content));
        return new WalSegments(host);
    }

    String name() {
        return name(at / SEGMENT);
    }

    private String name(long number) {
        return WalSegments.name(timeline, number, SEGMENT);
    }

    private Lsn append(int manager, int info, int bytes) {
        byte[] record = record(manager, info, bytes);
        if (at % PAGE == 0) {
            header(0, 0);
        }
        long begin = at;
        write(record, record.length);
        previous = begin;
        at = (at + 7) & ~7L;
        return new Lsn(begin);
    }

    private byte[] record(int manager, int info, int bytes) {
        ByteBuffer record = ByteBuffer.allocate(24 + bytes).order(ByteOrder.nativeOrder());
        record.putInt(0, 24 + bytes).putLong(8, previous);
        record.put(16, (byte) info).put(17, (byte) manager);
        for (int i = 24; i < record.capacity(); i++) {
            record.put(i, (byte) (i * 31L + at));
        }
        var sum = new CRC32C();
        sum.update(record.array(), 24, bytes);
        sum.update(record.array(), 0, 20);
        return record.putInt(20, (int) sum.getValue()).array();
    }

    private void write(byte[] record, int count) {
        var left = new ByteArrayOutputStream();
        left.write(record, 0, count);
        byte[] bytes = left.toByteArray();
        int done = 0;
        while (done < bytes.length) {
            if (at % PAGE == 0) {
                header(done == 0 ? 0 : 0x0001, record.length - done);
            }
            int fits = (int) Math.min(bytes.length - done, PAGE - at % PAGE);
            System.arraycopy(bytes, done, segment(), (int) (at % SEGMENT), fits);
            done += fits;
            at += fits;
        }
    }

    private void header(int flags, int remaining) {
        boolean isLong = at % SEGMENT == 0;
        ByteBuffer header = ByteBuffer.wrap(segment()).order(ByteOrder.nativeOrder());
        int here = (int) (at % SEGMENT);
        header.putShort(here, MAGIC);
        header.putShort(here + 2, (short) (flags | (isLong ? 2 : 0)));
        header.putInt(here + 4, timeline.id());
        header.putLong(here + 8, at);
        header.putInt(here + 16, remaining);
        if (isLong) {
            header.putLong(here + 24, 42);
            header.putInt(here + 32, SEGMENT);
            header.putInt(here + 36, PAGE);
        }
        at += isLong ? 40 : 24;
    }

    private byte[] segment() {
        return segments.computeIfAbsent(name(), name -> new byte[SEGMENT]);
    }
}
