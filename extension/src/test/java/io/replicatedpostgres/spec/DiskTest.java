package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskTest {

    @Test
    void aFileSystemAndItsSizeAreRead() {
        assertThat(Disk.parse("ext4")).isEqualTo(Disk.ext4());
        assertThat(Disk.parse(" xfs ")).isEqualTo(Disk.xfs());
        assertThat(Disk.parse("ext4 1GB")).isEqualTo(Disk.ext4().of(DataSize.megabytes(1024)));
    }

    @Test
    void whatLiesOnAnotherDiskIsRead() {
        assertThat(Disk.parse("ext4 1GB, pg_wal on ext4 256MB,archive on xfs"))
                .isEqualTo(Disk.ext4()
                        .of(DataSize.megabytes(1024))
                        .withWalOn(Disk.ext4().of(DataSize.megabytes(256)))
                        .withArchiveOn(Disk.xfs()));
        assertThat(Disk.parse("ext4, pg_wal on xfs").of(DataSize.megabytes(100)).wal())
                .contains(Disk.xfs());
    }

    @Test
    void itsWordsAreReadAsTheSame() {
        Disk disk = Disk.xfs().of(DataSize.megabytes(700));

        assertThat(Disk.parse(disk.words())).isEqualTo(disk);
        Disk parts = disk.withArchiveOn(Disk.ext4()).withWalOn(Disk.xfs());
        assertThat(Disk.parse(parts.words())).isEqualTo(parts);
        assertThat(parts).hasToString("xfs 700.0 MB, pg_wal on xfs 512.0 MB, archive on ext4 512.0 MB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "btrfs",
                "ext4 many",
                "512MB",
                "ext4,1GB",
                "ext4 1GB 2GB",
                "ext4,",
                "ext4, pg_wal",
                "ext4, pg_wal on",
                "ext4, base on ext4",
                "pg_wal on ext4"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Disk.parse(text))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("disk = \"%s\"", text)
                .hasMessageContaining("Write for example ext4, or ext4 1GB");
    }

    @Test
    void oneOnWhichNothingWouldFitIsRefused() {
        assertThatThrownBy(() -> Disk.parse("xfs 200MB"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("an xfs disk has at least 300");
        assertThatThrownBy(() -> Disk.ext4().of(DataSize.megabytes(63))).isInstanceOf(SpecException.class);
    }

    @Test
    void oneWhoseTablesAloneWouldFillAMachineIsRefused() {
        assertThat(Disk.parse("ext4 1024GB").size()).isEqualTo(DataSize.megabytes(1024 * 1024));
        assertThatThrownBy(() -> Disk.parse("ext4 1025GB"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a disk has at most 1 TB");
    }

    @Test
    void aPartLiesOnOneDiskAndThatHasNoOther() {
        assertThatThrownBy(() -> Disk.parse("ext4, pg_wal on ext4, pg_wal on xfs"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("pg_wal lies on one disk");
        Disk parts = Disk.ext4().withWalOn(Disk.ext4());
        assertThatThrownBy(() -> Disk.ext4().withArchiveOn(parts))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a disk that holds archive alone has no other disks");
    }

    @Test
    void onlyAnArchiveOfTheNodeLiesOnADiskOfTheNode() {
        Disk disk = Disk.ext4().withArchiveOn(Disk.ext4());

        assertThat(ClusterSpec.builder().disk(disk).build().disk()).contains(disk);
        for (ArchiveMode archive : new ArchiveMode[] {ArchiveMode.NONE, ArchiveMode.SHARED}) {
            assertThatThrownBy(() ->
                            ClusterSpec.builder().disk(disk).archive(archive).build())
                    .isInstanceOf(SpecException.class)
                    .hasMessageContaining("archive = " + archive)
                    .hasMessageContaining("Write archive = PER_NODE");
        }
    }
}
