package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.KeptClusters;
import java.nio.file.Path;

/** Hangs on the failure of a test and tells where its servers' files are. */
final class KeptNotice extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private KeptNotice(String message) {
        super(message, null, false, false);
    }

    static KeptNotice at(Path directory) {
        return new KeptNotice(
                "data directories, archives and logs of all nodes (of one run, those of the first %s clusters; of a node with more than 256 MB, neither tables nor WAL) are kept in %s"
                        .formatted(KeptClusters.MAX, directory));
    }

    /** The first ones tell most. */
    static KeptNotice none(Path parent) {
        return new KeptNotice("the servers' files are not kept: of one run, those of the first %s clusters are, in %s"
                .formatted(KeptClusters.MAX, parent));
    }
}
