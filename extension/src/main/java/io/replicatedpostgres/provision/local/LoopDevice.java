package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The loop device of one mounted image.
 *
 * @param name as {@code /dev} has it
 */
record LoopDevice(String name) {

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
    static LoopDevice under(Path at, Path image) {
        try {
            String source = Files.readString(Path.of("/proc/self/mounts"))
                    .lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words[1].equals(at.toString()))
                    .map(words -> words[0])
                    .reduce("nothing", (earlier, later) -> later);
            Optional<String> name = nameIn(source);
            if (name.isEmpty() || !backingFile(name.get()).equals(image.toString())) {
                throw new ReplicatedPostgresException(
                        "%s does not lie on %s: %s is mounted there".formatted(at, image, source));
            }
            return new LoopDevice(name.get());
        } catch (IOException e) {
            throw new UncheckedIOException("could not find out what is mounted on " + at, e);
        }
    }

    /** Whether it still holds this file, mounted or not. */
    boolean holds(Path image) {
        try {
            return backingFile(name).equals(image.toString());
        } catch (IOException e) {
            // it holds none
            return false;
        }
    }

    private static String backingFile(String name) throws IOException {
        return Files.readString(Path.of("/sys/block", name, "loop/backing_file"))
                .strip();
    }

    /** Of the first word of a line of {@code /proc/mounts}. */
    static Optional<String> nameIn(String source) {
        return source.startsWith(DEVICES + "loop") ? Optional.of(source.substring(DEVICES.length())) : Optional.empty();
    }

    /** Lets its ext4 meet an error, as the kernel offers it for tests. */
    void triggerError() {
        write(Path.of("/sys/fs/ext4", name, "trigger_fs_error"), "of a test");
    }

    /** How many clusters its ext4 keeps for itself, which nobody else gets; empty on another file system. */
    String reserve() {
        return Files.exists(reservePath()) ? read(reservePath()) : "";
    }

    /** Changes that; nothing on another file system. */
    void reserve(String clusters) {
        if (Files.exists(reservePath())) {
            write(reservePath(), clusters);
        }
    }

    private Path reservePath() {
        return Path.of("/sys/fs/ext4", name, "reserved_clusters");
    }

    private static String read(Path setting) {
        try {
            return Files.readString(setting).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + setting, e);
        }
    }

    private static void write(Path setting, String value) {
        try {
            Files.writeString(setting, value);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write %s to %s".formatted(value, setting), e);
        }
    }

    /** What lies behind so many bytes answers EIO, reads and writes; nothing of it is changed. */
    void endAt(long bytes) {
        LoopDisk.succeed(List.of("perl", "-e", END_AT, DEVICES + name, String.valueOf(bytes)));
    }

    /** It is whole again. */
    void endWithItsFile() {
        endAt(0);
    }
}
