package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Gives a copied data directory a system identifier of its own, so that a standby of one cluster is refused by the primary
 * of another.
 *
 * <p>The identifier is the first eight bytes of {@code pg_control}, which ends with a CRC-32C of all that precedes it, and
 * stands in the long header of each WAL segment at offset 24. Source: PostgreSQL's {@code src/include/catalog/pg_control.h}
 * and {@code src/include/access/xlog_internal.h}.
 */
public final class SystemIdentifier {

    private static final String CONTROL = "global/pg_control";
    private static final int CONTROL_SEARCH_FROM = 200;
    private static final int CONTROL_SEARCH_TO = 512;
    private static final int SEGMENT_OFFSET = 24;
    private static final String SEGMENT_NAME = "[0-9A-F]{24}";

    private final byte[] control;
    private final int crcAt;
    private final Map<String, byte[]> segments;

    private SystemIdentifier(byte[] control, Map<String, byte[]> segments) {
        this.control = control;
        this.crcAt = crcOffset(control);
        this.segments = segments;
    }

    /** Where the identifier stands in a stopped node's files, and in every copy of them. */
    public static SystemIdentifier of(Host host) {
        var data = new DataDirectory(host);
        byte[] control = host.read(data.path(CONTROL));
        var segments = new LinkedHashMap<String, byte[]>();
        for (String file : data.files("pg_wal", SEGMENT_NAME)) {
            byte[] segment = host.read(data.path(file));
            segments.put(file, Arrays.copyOf(segment, SEGMENT_OFFSET + Long.BYTES));
        }
        return new SystemIdentifier(control, segments);
    }

    /** What gives another identifier to a node with a copy of these files: the beginnings of some. */
    public List<FileChange> changes(Host copy, long identifier) {
        var data = new DataDirectory(copy);
        var changes = new ArrayList<FileChange>();
        byte[] checked = Arrays.copyOf(control, crcAt + Integer.BYTES);
        put(checked, 0, identifier);
        ByteBuffer.wrap(checked).order(ByteOrder.nativeOrder()).putInt(crcAt, crc(checked, crcAt));
        changes.add(FileChange.patch(data.path(CONTROL), 0, checked));
        segments.forEach((file, header) -> {
            byte[] other = header.clone();
            put(other, SEGMENT_OFFSET, identifier);
            changes.add(FileChange.patch(data.path(file), 0, other));
        });
        return changes;
    }

    private static void put(byte[] bytes, int offset, long identifier) {
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putLong(offset, identifier);
    }

    /** The structure grows with the versions; the checksum tells where it ends. */
    static int crcOffset(byte[] control) {
        ByteBuffer buffer = ByteBuffer.wrap(control).order(ByteOrder.nativeOrder());
        for (int at = CONTROL_SEARCH_FROM; at < Math.min(CONTROL_SEARCH_TO, control.length - 4); at += 4) {
            if (buffer.getInt(at) == crc(control, at)) {
                return at;
            }
        }
        throw new ReplicatedPostgresException(
                "no checksum found in pg_control: it is damaged, or of an unknown version");
    }

    private static int crc(byte[] control, int length) {
        var crc = new CRC32C();
        crc.update(control, 0, length);
        return (int) crc.getValue();
    }
}
