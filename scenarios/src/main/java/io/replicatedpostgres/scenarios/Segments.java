package io.replicatedpostgres.scenarios;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.DataSize;

/** Works with WAL segments of any size. */
public final class Segments {

    private Segments() {}

    /** The name of the one that is being written. */
    public static String current(Node primary) {
        return Eventually.only(primary, "SELECT pg_walfile_name(pg_current_wal_lsn())");
    }

    /** Writes something, begins the next one, and returns the name of the one that is finished. */
    public static String finish(Node primary) {
        primary.writeWal(DataSize.kilobytes(1));
        String segment = current(primary);
        primary.switchWal();
        return segment;
    }

    /** Goes on until checkpoints have removed one from {@code pg_wal}: no slot and no setting must keep it. */
    public static void recycle(Node primary, String segment) {
        Eventually.holds(primary, segment + " removed from pg_wal", () -> {
            finish(primary);
            primary.checkpoint();
            return !primary.hasFile("pg_wal/" + segment);
        });
    }
}
