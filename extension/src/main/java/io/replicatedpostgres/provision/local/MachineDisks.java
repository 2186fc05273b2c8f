package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.spec.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The disks of one host: one that is mounted over its directory, and those that hold its WAL or its archive alone, mounted below that.
 * While they are mounted again nothing may look at them.
 */
final class MachineDisks {

    /** Not the top of the file system, where {@code lost+found} lies. */
    private static final String FILES = "files";

    private final LoopDisk main;
    private final @Nullable LoopDisk wal;
    private final @Nullable LoopDisk archive;

    /** Makes empty ones in the directory of a host. */
    MachineDisks(Path home, Disk disk, RunAs runAs) {
        main = LoopDisk.over(home, disk, home.resolveSibling(home.getFileName() + ".disk"), runAs);
        wal = disk.wal().map(one -> below(home, "pg_wal", one, runAs)).orElse(null);
        archive = disk.archive().map(one -> below(home, "archive", one, runAs)).orElse(null);
        if (archive != null) {
            link(home.resolve("archive"), archive.at().resolve(FILES));
        }
    }

    private static LoopDisk below(Path home, String part, Disk disk, RunAs runAs) {
        try {
            Path at = Files.createDirectory(home.resolve(part + ".disk"));
            Path image = home.resolveSibling("%s.%s.disk".formatted(home.getFileName(), part));
            LoopDisk made = LoopDisk.over(at, disk, image, runAs);
            Path files = Files.createDirectory(
                    at.resolve(FILES),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            runAs.own(files);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the disk of %s below %s".formatted(part, home), e);
        }
    }

    private static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the link " + link, e);
        }
    }

    /** The one that holds all but what lies on the others. */
    LoopDisk main() {
        return main;
    }

    Optional<LoopDisk> wal() {
        return Optional.ofNullable(wal);
    }

    Optional<LoopDisk> archive() {
        return Optional.ofNullable(archive);
    }

    /** The directory for the content of {@code pg_wal}; empty where that lies with the rest. */
    Optional<Path> walDirectory() {
        return wal().map(disk -> disk.at().resolve(FILES));
    }

    /** Syncs all that lies on them, as on a machine that was set up long ago. */
    void sync() {
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
