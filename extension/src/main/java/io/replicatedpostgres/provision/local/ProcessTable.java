package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.topology.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of this machine, found by where they work: a server and all its children work in its data directory. */
interface ProcessTable {

    /**
     * The processes that work in a directory or below it.
     *
     * @param mark how the titles of these processes begin, behind {@code postgres: }; for systems that do not tell where a
     *     process works
     */
    List<ServerProcess> workingBelow(Path directory, String mark);

    /** {@code /proc} where there is one, else {@code ps}. */
    static ProcessTable ofThisMachine() {
        return Files.exists(Path.of("/proc/self/cwd")) ? new ProcProcessTable() : new PsProcessTable();
    }
}
