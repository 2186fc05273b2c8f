package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.OwnDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The disk under a host's directory, with the processes on it.
 *
 * @param freezes stops all of them
 * @param kills ends all of them
 */
record LocalDisk(LoopDisk loop, Runnable freezes, Runnable kills) implements OwnDisk {

    @Override
    public void freeze() {
        freezes.run();
    }

    @Override
    public void cutPower() {
        loop.shutDown();
        kills.run();
    }

    @Override
    public void mountAgain() {
        loop.mountAgain();
    }

    @Override
    public void repair() {
        kills.run();
        loop.mountRepaired();
    }

    @Override
    public void turnReadOnly() {
        requireExt4("its file system has no error policy that turns it read-only");
        loop.device().triggerError();
    }

    @Override
    public Healing die() {
        LoopDevice device = loop.device();
        device.endAt(LoopDisk.BLOCK_BYTES);
        return device::endWithItsFile;
    }

    @Override
    public Healing fill() {
        Path ballast = loop.at().resolve("full");
        Healing reserve = loop.device().withoutReserve();
        LastSectors.fill(ballast);
        return () -> {
            try {
                reserve.close();
                Files.deleteIfExists(ballast);
            } catch (IOException e) {
                throw new UncheckedIOException("could not remove " + ballast, e);
            }
        };
    }

    @Override
    public Healing slowDown(int requestsPerSecond) {
        String device = loop.device().name();
        BlockIo.limit(device, requestsPerSecond);
        return () -> BlockIo.release(device);
    }

    @Override
    public Healing spoil(String path) {
        requireExt4("only on ext4 a file can be moved to where the bad sectors are");
        LoopDevice device = loop.device();
        long from;
        try (Healing reserve = device.withoutReserve()) {
            from = LastSectors.hold(loop.at(), Path.of(path));
        }
        device.endAt(from);
        return device::endWithItsFile;
    }

    @Override
    public Healing standOn(DataSize room) {
        requireExt4("only of ext4 the journal can be given its room in advance");
        var store = SmallStore.under(loop);
        store.shrinkTo(loop.at(), room);
        return store::grow;
    }

    private void requireExt4(String reason) {
        if (loop.fileSystem() != Disk.FileSystem.EXT4) {
            throw new ReplicatedPostgresException(
                    "the disk under %s cannot fail so: it is %s, and %s. Ask for disk = \"ext4\"."
                            .formatted(loop.at(), loop.fileSystem().word(), reason));
        }
    }
}
