package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Host;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    private static final int CONTROL_SEARCH_FROM = 200;
    private static final int CONTROL_SEARCH_TO = 512;
    private static final int SEGMENT_OFFSET = 24;
    private static final String SEGMENT_NAME = "[0-9A-F]{24}";

    private SystemIdentifier() {}

    /** Writes the identifier into a stopped node's control file and WAL. */
    public static void change(Host host, long identifier) {
        var data = new DataDirectory(host);
        byte[] control = host.read(data.path("global/pg_control"));
        int crcAt = crcOffset(control);
        ByteBuffer buffer = ByteBuffer.wrap(control).order(ByteOrder.nativeOrder());
        buffer.putLong(0, identifier);
        buffer.putInt(crcAt, crc(control, crcAt));
        host.write(data.path("global/pg_control"), control);
        for (String file : host.list(data.path("pg_wal"))) {
            if (file.matches(SEGMENT_NAME)) {
                changeSegment(host, data.path("pg_wal/" + file), identifier);
            }
        }
    }

    private static void changeSegment(Host host, String path, long identifier) {
        byte[] segment = host.read(path);
        ByteBuffer.wrap(segment).order(ByteOrder.nativeOrder()).putLong(SEGMENT_OFFSET, identifier);
        host.write(path, segment);
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
