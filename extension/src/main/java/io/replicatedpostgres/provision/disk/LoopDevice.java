package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.Optional;

/**
 * The loop device of one mounted image.
 *
 * @param root of the machine
 * @param name as {@code /dev} has it
 */
record LoopDevice(RootShell root, String name) {

    private static final String DEVICES = "/dev/";

    /**
     * {@code LOOP_GET_STATUS64} and {@code LOOP_SET_STATUS64} of {@code include/uapi/linux/loop.h}; the fifth number of {@code struct
     * loop_info64} is {@code lo_sizelimit}, and 0 means as large as the file.
     */
    private static final String END_AT = "open(my $device, '+<', $ARGV[0]) or die \"$!\"; my $is = \"\\0\" x 232;"
            + " ioctl($device, 0x4C05, $is) or die \"$!\"; substr($is, 32, 8) = pack('Q', $ARGV[1]);"
            + " ioctl($device, 0x4C04, $is) or die \"$!\"";

    /**
     * What is mounted on a directory last.
     *
     * @throws ReplicatedPostgresException if that is not this image on a loop device: nothing else may ever be struck
     */
    static LoopDevice under(RootShell root, String at, String image) {
        String source = Mounted.all(root).stream()
                .filter(mount -> mount.at().equals(at))
                .map(Mounted::source)
                .reduce("nothing", (earlier, later) -> later);
        return nameIn(source)
                .map(name -> new LoopDevice(root, name))
                .filter(device -> device.holds(image))
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s does not lie on %s: %s is mounted there".formatted(at, image, source)));
    }

    /** Whether it still holds this file, mounted or not. */
    boolean holds(String image) {
        // without a file it holds none
        return root.content("/sys/block/%s/loop/backing_file".formatted(name))
                .filter(file -> file.strip().equals(image))
                .isPresent();
    }

    /** Of the first word of a line of {@code /proc/mounts}. */
    static Optional<String> nameIn(String source) {
        return source.startsWith(DEVICES + "loop") ? Optional.of(source.substring(DEVICES.length())) : Optional.empty();
    }

    /** Lets its ext4 meet an error, as the kernel offers it for tests. */
    void triggerError() {
        root.setOfKernel("/sys/fs/ext4/%s/trigger_fs_error".formatted(name), "of a test");
    }

    /** How many clusters its ext4 keeps for itself, which no other file gets; empty on another file system. */
    String reserve() {
        return root.content(reservePath()).map(String::strip).orElse("");
    }

    /** Changes that; nothing where there was none. */
    void reserve(String clusters) {
        if (!clusters.isEmpty()) {
            root.setOfKernel(reservePath(), clusters);
        }
    }

    /** The file system itself gets by without what it keeps for itself. */
    void reserveNothing() {
        reserve(reserve().isEmpty() ? "" : "0");
    }

    private String reservePath() {
        return "/sys/fs/ext4/%s/reserved_clusters".formatted(name);
    }

    /** What lies behind so many bytes answers EIO, reads and writes; nothing of it is changed. */
    void endAt(long bytes) {
        root.succeed("perl", "-e", END_AT, DEVICES + name, String.valueOf(bytes));
    }

    /** It is whole again. */
    void endWithItsFile() {
        endAt(0);
    }

    /** It answers no more than so many requests a second. */
    void limit(int requestsPerSecond) {
        new BlockIo(root).limit(name, requestsPerSecond);
    }

    /** It answers as fast as it can. */
    void release() {
        new BlockIo(root).release(name);
    }
}
