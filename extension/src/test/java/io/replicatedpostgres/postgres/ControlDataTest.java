package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.FakeHost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fields of the control file, by hand; that they are where PostgreSQL writes them is shown on real servers. */
class ControlDataTest {

    private final FakeHost host = new FakeHost("node-1");

    /** A standby that was stopped in order, without checksums and with {@code wal_log_hints}. */
    private static byte[] file(int version, int recovery, int hints, int segment, int crcAt) {
        ByteBuffer file = ByteBuffer.allocate(8192).order(ByteOrder.nativeOrder());
        file.putLong(0, Long.parseUnsignedLong("17711111111111111111"));
        file.putInt(8, version).putInt(12, 202209061).putInt(16, 2);
        file.putLong(32, Lsn.parse("1/5000148").bytes())
                .putLong(40, Lsn.parse("1/5000110").bytes());
        file.putInt(48, 2);
        file.putLong(recovery, Lsn.parse("1/50001C0").bytes()).putInt(recovery + 8, 3);
        file.put(hints, (byte) 1).putInt(segment, 1 << 20);
        var crc = new CRC32C();
        crc.update(file.array(), 0, crcAt);
        return file.putInt(crcAt, (int) crc.getValue()).array();
    }

    @ParameterizedTest
    @CsvSource({
        "1100, 128, 168, 220, 280",
        "1201, 136, 176, 228, 288",
        "1300, 136, 176, 228, 288",
        "1700, 136, 176, 228, 288",
        "1800, 136, 176, 228, 292"
    })
    void readsWhatItsVersionWrites(int version, int recovery, int hints, int segment, int crcAt) {
        host.makeDirectory("/fake/node-1/data/global");
        host.write("/fake/node-1/data/global/pg_control", file(version, recovery, hints, segment, crcAt));

        var control = ControlData.read(host);

        assertThat(control.systemIdentifier()).isEqualTo("17711111111111111111");
        assertThat(control.catalogVersion()).isEqualTo(202209061);
        assertThat(control.state()).isEqualTo("shut down in recovery");
        assertThat(control.isShutDown()).isTrue();
        assertThat(control.timeline()).isEqualTo(new Timeline(2));
        assertThat(control.checkpoint()).isEqualTo(Lsn.parse("1/5000148"));
        assertThat(control.redoFile()).isEqualTo("000000020000000100000050");
        assertThat(control.minimumRecoveryPoint()).isEqualTo(Lsn.parse("1/50001C0"));
        assertThat(control.minimumRecoveryTimeline()).contains(new Timeline(3));
        assertThat(control.logsEveryChangedPage()).isTrue();
    }

    @Test
    void saysWhichNodeHasNone() {
        assertThatThrownBy(() -> ControlData.read(host))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageStartingWith("could not read the control file of node-1: ");
    }

    @Test
    void aDamagedOneIsRefused() {
        byte[] damaged = file(1300, 136, 176, 228, 288);
        damaged[33] ^= 1;

        assertThatThrownBy(() -> ControlData.parse(damaged))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("its checksum is wrong: it is damaged");
    }

    @Test
    void oneOfAnotherSizeOrVersionIsRefused() {
        byte[] unknown = file(9999, 136, 176, 228, 288);

        assertThatThrownBy(() -> ControlData.parse(Arrays.copyOf(unknown, 100)))
                .hasMessage("unexpected control file size 100, expected 8192");
        assertThatThrownBy(() -> ControlData.parse(unknown))
                .hasMessage("its version 9999 is unknown; known are those of PostgreSQL 11 to 18");
    }
}
