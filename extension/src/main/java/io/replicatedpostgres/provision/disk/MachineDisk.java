package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.OwnDisk;
import java.util.Optional;

/**
 * One of the disks of a host's machine.
 *
 * @param machine all of them
 * @param loop this one
 * @param freezes stops all processes of the machine
 * @param kills ends all of them
 */
record MachineDisk(MachineDisks machine, LoopDisk loop, Runnable freezes, Runnable kills) implements OwnDisk {

    @Override
    public Optional<OwnDisk> wal() {
        return machine.wal().map(this::beside);
    }

    @Override
    public Optional<OwnDisk> archive() {
        return machine.archive().map(this::beside);
    }

    private MachineDisk beside(LoopDisk other) {
        return new MachineDisk(machine, other, freezes, kills);
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
        String ballast = loop.at() + "/full";
        String reserve = loop.device().reserve();
        loop.device().reserveNothing();
        new LastSectors(loop).fill(ballast);
        return () -> {
            loop.device().reserve(reserve);
            // synced, or a power cut would bring it back
            loop.root().succeedIn("rm -f \"$1\" && sync \"$2\"", ballast, loop.at());
        };
    }

    @Override
    public Healing slowDown(int requestsPerSecond) {
        loop.device().limit(requestsPerSecond);
        return () -> loop.device().release();
    }

    @Override
    public Healing spoil(String path) {
        requireExt4("only on ext4 a file can be moved to where the bad sectors are");
        var sectors = new LastSectors(loop);
        LoopDevice device = loop.device();
        String reserve = device.reserve();
        device.reserveNothing();
        try {
            device.endAt(sectors.hold(path));
        } finally {
            device.reserve(reserve);
        }
        return () -> {
            beWhole();
            sectors.release();
        };
    }

    @Override
    public Healing standOn(DataSize room) {
        requireExt4("only of ext4 the journal can be given its room in advance");
        SmallStore store = SmallStore.of(loop);
        if (!store.holds()) {
            machine.whilePartsAreUnmounted(store::take);
        }
        store.shrinkTo(room);
        return store::grow;
    }

    /** Asked for anew: after a power cut it is another device that lies under the directory, and the old one may be in use by another process. */
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
