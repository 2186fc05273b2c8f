package io.replicatedpostgres.provision.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk under a directory. The one that is struck lies on another one, never on the machine's own. */
@Tag("local") // mounts on this machine
@RequiresFault(FaultKind.POWER_CUT)
class LoopDiskTest {

    private static final Disk SMALL = Disk.ext4().of(DataSize.megabytes(200));
    private static final Disk SMALLEST = Disk.ext4().of(DataSize.megabytes(64));

    private static final RootShell ROOT = new Root();
    private static final String OWNER = "0:0";

    @TempDir
    static Path directory;

    @AfterEach
    void unmount() throws IOException {
        Mounted.removeFrom(ROOT, directory.toRealPath().toString());
    }

    private static LoopDisk disk(Path at, Disk disk, Path image) {
        return LoopDisk.over(ROOT, at.toString(), disk, image.toString(), OWNER);
    }

    @Test
    void whereNothingIsMountedNothingIsStruck() throws IOException {
        Path around = Files.createDirectories(directory.toRealPath().resolve("around"));
        disk(around, SMALL, directory.resolve("around.disk"));
        Path inner = Files.createDirectory(around.resolve("inner"));
        LoopDisk disk = disk(inner, SMALLEST, around.resolve("inner.disk"));
        ROOT.succeed("umount", inner.toString());

        assertThatThrownBy(disk::shutDown)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("nothing is mounted there");

        assertThat(Files.writeString(around.resolve("alive"), "yes")).hasContent("yes");
    }

    /** A container that starts, or {@code unshare -m}, copies all mounts of the machine. */
    @Test
    void itIsMountedAnewThoughSomebodyElseStillHasItMounted() throws Exception {
        Path at = Files.createDirectories(directory.toRealPath().resolve("seen by others"));
        LoopDisk disk = disk(at, SMALLEST, directory.resolve("seen.disk"));
        Files.writeString(at.resolve("synced"), "yes");
        disk.sync();
        Files.writeString(at.resolve("lost"), "yes");
        Process other = new ProcessBuilder("unshare", "-m", "/bin/sh", "-c", "echo has it; exec sleep 600").start();
        try (var said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("has it");

            disk.shutDown();
            disk.unmount();
            disk.mount();

            assertThat(at.resolve("synced")).hasContent("yes");
            assertThat(at.resolve("lost")).doesNotExist();
            assertThat(Files.writeString(at.resolve("alive"), "yes")).hasContent("yes");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }
}
