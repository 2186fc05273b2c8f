package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.List;
import java.util.Optional;

/**
 * How many requests a second the kernel lets through to a block device, whichever process sends them: the block I/O controller of cgroup
 * v1, in its root group and in that of the servers. That of cgroup v2 has no limits in its root group.
 *
 * @param root of the machine
 */
record BlockIo(RootShell root) {

    private static final String GROUP = "/sys/fs/cgroup/blkio";

    /**
     * Of a device by its name in {@code /sys/block}: reads and writes each. What the journal writes comes from the kernel, which is in the
     * root group; the rest comes from the servers, which are in the group of the shell.
     */
    private static final String LIMIT = "read -r number <\"/sys/block/$1/dev\" || exit;"
            + " own=; while IFS=: read -r id kind path; do [ \"$kind\" != blkio ] || own=$path; done </proc/self/cgroup;"
            + " for group in '' \"$own\"; do for kind in read write; do"
            + " echo \"$number $2\" >\"" + GROUP + "$group/blkio.throttle.${kind}_iops_device\" || exit; done; done";

    /** Of every loop device on which something is mounted, by the script before. */
    private static final String RELEASE_ALL = "while read -r device rest; do case $device in /dev/loop*)"
            + " /bin/sh -c \"$1\" sh \"${device#/dev/}\" 0 ;; esac; done </proc/self/mounts";

    private static final String PROBE =
            "for kind in read write; do [ -w \"" + GROUP + "/blkio.throttle.${kind}_iops_device\" ] || exit; done";

    /** Why this machine has none. */
    Optional<String> whyNot() {
        return root.askOfKernel(RootShell.inShell(PROBE)).succeeded()
                ? Optional.empty()
                : Optional.of(
                        "this machine has no block I/O controller of cgroup v1 with limits (%s)".formatted(GROUP));
    }

    /** Until it is told otherwise. */
    void limit(String device, int requestsPerSecond) {
        RootShell.Answer answer = set(device, requestsPerSecond);
        if (!answer.succeeded()) {
            release(device);
            throw new ReplicatedPostgresException("/dev/%s cannot be slowed down: %s"
                    .formatted(device, answer.output().strip()));
        }
    }

    /** No limit any more; nothing where there is none: a device that is gone has no limit. */
    void release(String device) {
        set(device, 0);
    }

    /** The program that lets all loop devices answer as fast as they can. */
    static List<String> releaseAll() {
        return RootShell.inShell(RELEASE_ALL, LIMIT);
    }

    private RootShell.Answer set(String device, int requestsPerSecond) {
        return root.askOfKernel(RootShell.inShell(LIMIT, device, String.valueOf(requestsPerSecond)));
    }
}
