package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.topology.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** File systems that were mounted below our directories, and whether this JVM may mount at all. */
final class Mounts {

    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final ConcurrentHashMap<Capability, Optional<String>> WHY_NOT = new ConcurrentHashMap<>();

    private Mounts() {}

    /** Why this machine lacks a capability; empty if it has it. */
    static Optional<String> whyNot(Capability capability) {
        return WHY_NOT.computeIfAbsent(capability, one -> switch (one) {
            case VOLUMES -> whyNoVolumes();
            case DISK -> whyNoVolumes().or(LoopDisk::whyNot);
            case MANAGER -> whyNoVolumes().or(ClusterNetwork::whyNot);
            case FIREWALL -> LoopbackFirewall.whyNot();
            case PACKETS ->
                Optional.of("local servers share one loopback interface with everything else on the machine");
            case SLOW_DISK -> Optional.of("the harness makes no block device of its own");
        });
    }

    private static Optional<String> whyNoVolumes() {
        if (!Files.isReadable(TABLE) || !SmallCommand.exists("mount") || !SmallCommand.exists("unshare")) {
            return Optional.of("this machine is no Linux with mount and unshare");
        }
        if (SmallCommand.output("unshare", "-m", "true").isEmpty()) {
            return Optional.of("this JVM does not run as a root that may mount");
        }
        return Optional.empty();
    }

    /** Unmounts what is mounted at or below a directory, the deepest first; what is still open there goes with its last user. */
    static void removeFrom(Path directory) throws IOException {
        if (!Files.isReadable(TABLE)) {
            return;
        }
        String itself = directory.toString();
        String inside = directory + "/";
        List<String> targets = Files.readString(TABLE, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(" ")[1])
                .filter(target -> target.equals(itself) || target.startsWith(inside))
                .sorted(Collections.reverseOrder())
                .collect(Collectors.toList());
        targets.forEach(target -> SmallCommand.output("umount", "-l", target));
    }
}
