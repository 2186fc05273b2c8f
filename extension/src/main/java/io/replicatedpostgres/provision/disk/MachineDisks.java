package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.topology.OwnDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disks of one host: one that is mounted over its directory, and those that hold its WAL or its archive alone, mounted below that.
 * While they are mounted again nothing may look at them.
 */
public final class MachineDisks {

    /** Not the top of the file system, where {@code lost+found} lies. */
    private static final String FILES = "/files";

    private final LoopDisk main;
    private final @Nullable LoopDisk wal;
    private final @Nullable LoopDisk archive;

    /**
     * Makes empty ones.
     *
     * @param root of the machine
     * @param home the directory of the host, which is there; their files are made beside it
     * @param owner who works in it, as {@code chown} wants it
     */
    public MachineDisks(RootShell root, String home, Disk disk, String owner) {
        main = LoopDisk.over(root, home, disk, home + ".disk", owner);
        wal = disk.wal().map(one -> below(root, home, "pg_wal", one, owner)).orElse(null);
        archive = disk.archive()
                .map(one -> below(root, home, "archive", one, owner))
                .orElse(null);
        if (archive != null) {
            root.succeed("ln", "-s", archive.at() + FILES, home + "/archive");
        }
    }

    /** Why there can be none, though root may mount there; empty if there can. */
    public static Optional<String> whyNot(RootShell root) {
        return LoopDisk.whyNot(root);
    }

    /** Why none could be slow, though there can be disks; empty if they could. */
    public static Optional<String> whyNotSlow(RootShell root) {
        return new BlockIo(root).whyNot();
    }

    /** The program that lets all disks of a machine that ends answer as fast as they can; it may write below {@code /sys}. */
    public static List<String> releaseAll() {
        return BlockIo.releaseAll();
    }

    private static LoopDisk below(RootShell root, String home, String part, Disk disk, String owner) {
        String at = "%s/%s.disk".formatted(home, part);
        root.succeed("mkdir", at);
        LoopDisk made = LoopDisk.over(root, at, disk, "%s.%s.disk".formatted(home, part), owner);
        root.succeedIn("mkdir -m 700 \"$1\" && chown \"$2\" \"$1\"", at + FILES, owner);
        return made;
    }

    /**
     * The one that holds all but what lies on the others.
     *
     * @param freezes stops all processes of the machine
     * @param kills ends all of them
     */
    public OwnDisk disk(Runnable freezes, Runnable kills) {
        return new MachineDisk(this, main, freezes, kills);
    }

    Optional<LoopDisk> wal() {
        return Optional.ofNullable(wal);
    }

    Optional<LoopDisk> archive() {
        return Optional.ofNullable(archive);
    }

    /** The directory for the content of {@code pg_wal}; empty where that lies with the rest. */
    public Optional<String> walDirectory() {
        return wal().map(disk -> disk.at() + FILES);
    }

    /** Syncs all that lies on them, as on a machine that was set up long ago. */
    public void sync() {
        all().forEach(LoopDisk::sync);
    }

    /** Nothing is written to or read from any of them any more. */
    void shutDown() {
        all().forEach(LoopDisk::shutDown);
    }

    /** Mounts what is left. */
    void mountAgain() {
        whileUnmounted(() -> {});
    }

    /** The same, with the check of an administrator. */
    void mountRepaired() {
        whileUnmounted(() -> all().forEach(LoopDisk::check));
    }

    private void whileUnmounted(Runnable act) {
        whilePartsAreUnmounted(() -> {
            main.unmount();
            act.run();
            main.mount();
        });
    }

    /** Does something to the main one for which nothing may be mounted below it. */
    void whilePartsAreUnmounted(Runnable act) {
        parts().forEach(LoopDisk::unmount);
        act.run();
        parts().forEach(LoopDisk::mount);
    }

    private List<LoopDisk> parts() {
        var parts = new ArrayList<LoopDisk>();
        wal().ifPresent(parts::add);
        archive().ifPresent(parts::add);
        return parts;
    }

    private List<LoopDisk> all() {
        var all = new ArrayList<LoopDisk>(List.of(main));
        all.addAll(parts());
        return all;
    }
}
