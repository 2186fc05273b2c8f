package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.Comparator;
import java.util.List;

/**
 * A file system that is mounted.
 *
 * @param source the device
 * @param at the directory
 */
public record Mounted(String source, String at) {

    /** All of a machine, in the order in which they were mounted. */
    static List<Mounted> all(RootShell root) {
        return root.content("/proc/self/mounts")
                .orElseThrow(() -> new ReplicatedPostgresException("could not read /proc/self/mounts"))
                .lines()
                .map(line -> line.split(" "))
                .map(words -> new Mounted(words[0], read(words[1])))
                .toList();
    }

    /** A path as {@code /proc/self/mounts} has it. */
    public static String written(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static String read(String path) {
        return path.replace("\\012", "\n")
                .replace("\\011", "\t")
                .replace("\\040", " ")
                .replace("\\134", "\\");
    }

    /**
     * Unmounts what is mounted at or below a directory, the deepest first; what is still open there goes with its last user. Devices that
     * were slow are fast again.
     */
    public static void removeFrom(RootShell root, String directory) {
        String inside = directory + "/";
        all(root).stream()
                .filter(mount -> mount.at.equals(directory) || mount.at.startsWith(inside))
                .sorted(Comparator.comparing(Mounted::at).reversed())
                .forEach(mount -> {
                    LoopDevice.nameIn(mount.source).ifPresent(new BlockIo(root)::release);
                    root.ask(List.of("umount", "-l", mount.at));
                });
    }
}
