package io.replicatedpostgres.junit;

import java.nio.file.Path;

/** Hangs on the failure of a test and tells where its servers' files are. */
final class KeptNotice extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeptNotice(Path directory) {
        super("data directories, archives and logs of all nodes are kept in " + directory, null, false, false);
    }
}
