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
import java.util.Optional;

/**
 * One of the disks of a host's machine.
 *
 * @param machine all of them
 * @param loop this one
 * @param freezes stops all processes of the machine
 * @param kills ends all of them
 */
record LocalDisk(MachineDisks machine, LoopDisk loop, Runnable freezes, Runnable kills) implements OwnDisk {

    @Override
    public Optional<OwnDisk> wal() {
        return machine.wal().map(this::beside);
    }

    @Override
    public Optional<OwnDisk> archive() {
        return machine.archive().map(this::beside);
    }

    private LocalDisk beside(LoopDisk other) {
        return new LocalDisk(machine, other, freezes, kills);
    }

    @Override
    public void freeze() {
        freezes.run();
    }

    @Override
    public void cutPower() {
        // while another thread repairs it, nothing is mounted for a moment
        synchronized (machine) {
            machine.shutDown();
            kills.run();
        }
    }

    @Override
    public void mountAgain() {
        synchronized (machine) {
            machine.mountAgain();
        }
    }

    @Override
    public void repair() {
        synchronized (machine) {
            kills.run();
            machine.mountRepaired();
        }
    }

    @Override
    public void turnReadOnly() {
        requireExt4("its file system has no error policy that turns it read-only");
        loop.device().triggerError();
    }

    @Override
    public Healing die() {
        loop.device().endAt(LoopDisk.BLOCK_BYTES);
        return this::beWhole;
    }

    @Override
    public Healing fill() {
        Path ballast = loop.at().resolve("full");
        String reserve = loop.device().reserve();
        loop.device().reserve("0");
        LastSectors.fill(loop.at(), ballast);
        return () -> {
            try {
                loop.device().reserve(reserve);
                Files.deleteIfExists(ballast);
                // or a power cut would bring it back
                LoopDisk.syncNames(ballast);
            } catch (IOException e) {
                throw new UncheckedIOException("could not remove " + ballast, e);
            }
        };
    }

    @Override
    public Healing slowDown(int requestsPerSecond) {
        BlockIo.limit(loop.device().name(), requestsPerSecond);
        return () -> BlockIo.release(loop.device().name());
    }

    @Override
    public Healing spoil(String path) {
        requireExt4("only on ext4 a file can be moved to where the bad sectors are");
        LoopDevice device = loop.device();
        String reserve = device.reserve();
        device.reserve("0");
        try {
            device.endAt(LastSectors.hold(loop.at(), Path.of(path)));
        } finally {
            device.reserve(reserve);
        }
        return () -> {
            beWhole();
            LastSectors.release(loop.at());
        };
    }

    @Override
    public Healing standOn(DataSize room) {
        requireExt4("only of ext4 the journal can be given its room in advance");
        SmallStore store = SmallStore.of(loop);
        if (!store.holds()) {
            machine.whilePartsAreUnmounted(store::take);
        }
        store.shrinkTo(loop.at(), room);
        return store::grow;
    }

    /** Asked for anew: after a power cut it is another device that lies under the directory, and the old one may be somebody else's. */
    private void beWhole() {
        loop.device().endWithItsFile();
    }

    private void requireExt4(String reason) {
        if (loop.fileSystem() != Disk.FileSystem.EXT4) {
            throw new ReplicatedPostgresException(
                    "the disk under %s cannot fail so: it is %s, and %s. Ask for disk = \"ext4\"."
                            .formatted(loop.at(), loop.fileSystem().word(), reason));
        }
    }
}
