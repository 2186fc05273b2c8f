package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.disk.MachineDisks;
import io.replicatedpostgres.provision.disk.Mounted;
import io.replicatedpostgres.topology.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** File systems that were mounted below our directories, and whether this JVM may mount at all. */
final class Mounts {

    private static final Path TABLE = Path.of("/proc/self/mounts");
    private static final ConcurrentHashMap<Capability, Optional<String>> WHY_NOT = new ConcurrentHashMap<>();

    private Mounts() {}

    /** Why this machine lacks a capability; empty if it has it. */
    static Optional<String> whyNot(Capability capability) {
        // not computed within the map: one asks for another
        Optional<String> known = WHY_NOT.get(capability);
        if (known == null) {
            known = looked(capability);
            WHY_NOT.put(capability, known);
        }
        return known;
    }

    private static Optional<String> looked(Capability capability) {
        return switch (capability) {
            case VOLUMES -> whyNoVolumes();
            case DISK -> whyNoVolumes().or(() -> MachineDisks.whyNot(LocalRoot.SHELL));
            case MANAGER -> whyNoVolumes().or(ClusterNetwork::whyNot);
            case FIREWALL -> LoopbackFirewall.whyNot();
            case PACKETS ->
                Optional.of("local servers share one loopback interface with everything else on the machine");
            case SLOW_DISK -> whyNot(Capability.DISK).or(() -> MachineDisks.whyNotSlow(LocalRoot.SHELL));
        };
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
        // asked before each removal of a directory, and nearly always there is none
        if (Files.isReadable(TABLE) && Files.readString(TABLE).contains(Mounted.written(directory.toString()))) {
            Mounted.removeFrom(LocalRoot.SHELL, directory.toString());
        }
    }
}
