package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.FakeHost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemIdentifierTest {

    private static final long OLD = 7_000_000_000_000_000_001L;
    private static final long NEW = 7_222_222_222_222_222_222L;

    private final FakeHost host = new FakeHost("node-1");
    private final DataDirectory data = new DataDirectory(host);

    @ParameterizedTest
    @ValueSource(ints = {284, 288, 292, 296})
    void findsTheChecksumWhereverAVersionHasIt(int crcAt) {
        assertThat(SystemIdentifier.crcOffset(control(OLD, crcAt))).isEqualTo(crcAt);
    }

    @Test
    void refusesAFileWithoutAChecksum() {
        byte[] damaged = control(OLD, 288);
        damaged[17] ^= 1;

        assertThatThrownBy(() -> SystemIdentifier.crcOffset(damaged))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("pg_control");
        assertThatThrownBy(() -> SystemIdentifier.crcOffset(new byte[100]))
                .isInstanceOf(ReplicatedPostgresException.class);
    }

    @Test
    void changesTheControlFileAndEverySegment() {
        host.makeDirectory(data.path("global"));
        host.makeDirectory(data.path("pg_wal/archive_status"));
        host.write(data.path("global/pg_control"), control(OLD, 288));
        host.write(data.path("pg_wal/000000010000000000000001"), segment());
        host.write(data.path("pg_wal/000000010000000000000002"), segment());
        host.write(data.path("pg_wal/00000002.history"), segment());

        host.change(SystemIdentifier.of(host).changes(host, NEW));

        byte[] control = host.read(data.path("global/pg_control"));
        assertThat(control).isEqualTo(control(NEW, 288));
        assertThat(identifierAt(24, "pg_wal/000000010000000000000001")).isEqualTo(NEW);
        assertThat(identifierAt(24, "pg_wal/000000010000000000000002")).isEqualTo(NEW);
        assertThat(identifierAt(24, "pg_wal/00000002.history")).isEqualTo(OLD);
    }

    @Test
    void changesNothingOfADamagedDirectory() {
        host.makeDirectory(data.path("global"));
        host.makeDirectory(data.path("pg_wal"));
        host.write(data.path("global/pg_control"), new byte[8192]);
        host.write(data.path("pg_wal/000000010000000000000001"), segment());

        assertThatThrownBy(() -> host.change(SystemIdentifier.of(host).changes(host, NEW)))
                .isInstanceOf(ReplicatedPostgresException.class);

        assertThat(identifierAt(24, "pg_wal/000000010000000000000001")).isEqualTo(OLD);
    }

    private long identifierAt(int offset, String file) {
        return ByteBuffer.wrap(host.read(data.path(file)))
                .order(ByteOrder.nativeOrder())
                .getLong(offset);
    }

    private static byte[] segment() {
        return ByteBuffer.allocate(64)
                .order(ByteOrder.nativeOrder())
                .putLong(24, OLD)
                .array();
    }

    /** As PostgreSQL writes it: the identifier, a structure that grew with the versions, its CRC, and zeros. */
    private static byte[] control(long identifier, int crcAt) {
        byte[] file = new byte[8192];
        byte[] structure = new byte[crcAt];
        new Random(crcAt).nextBytes(structure);
        System.arraycopy(structure, 0, file, 0, crcAt);
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
        buffer.putLong(0, identifier);
        var crc = new CRC32C();
        crc.update(file, 0, crcAt);
        buffer.putInt(crcAt, (int) crc.getValue());
        return file;
    }
}
