package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How many requests a second the kernel lets through to a block device, from whomever they come: the block I/O controller of cgroup
 * v1, in its root group. That of cgroup v2 has no limits in its root group.
 */
final class BlockIo {

    private static final Path GROUP = Path.of("/sys/fs/cgroup/blkio");
    private static final List<String> LIMITS =
            List.of("blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device");

    private BlockIo() {}

    /** Why this machine has none. */
    static Optional<String> whyNot() {
        return LIMITS.stream().allMatch(limit -> Files.isWritable(GROUP.resolve(limit)))
                ? Optional.empty()
                : Optional.of(
                        "this machine has no block I/O controller of cgroup v1 with limits (%s)".formatted(GROUP));
    }

    /** Reads and writes each, until it is told otherwise. */
    static void limit(String device, int requestsPerSecond) {
        try {
            write(device, requestsPerSecond);
        } catch (IOException e) {
            release(device);
            throw new ReplicatedPostgresException("/dev/%s cannot be slowed down: %s".formatted(device, e), e);
        }
    }

    /** No limit any more; nothing where there is none. */
    static void release(String device) {
        try {
            if (whyNot().isEmpty()) {
                write(device, 0);
            }
        } catch (IOException e) {
            // a device that is gone has no limit
        }
    }

    private static void write(String device, int requestsPerSecond) throws IOException {
        String number = Files.readString(Path.of("/sys/block", device, "dev")).strip();
        for (String limit : LIMITS) {
            Files.writeString(GROUP.resolve(limit), number + " " + requestsPerSecond);
        }
    }
}
