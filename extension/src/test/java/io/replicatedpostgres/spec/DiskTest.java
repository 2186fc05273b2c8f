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
    void itsWordsAreReadAsTheSame() {
        Disk disk = Disk.xfs().of(DataSize.megabytes(700));

        assertThat(Disk.parse(disk.words())).isEqualTo(disk);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "btrfs", "ext4 many", "512MB", "ext4,1GB", "ext4 1GB 2GB"})
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
}
