package io.replicatedpostgres.scenarios.splitbrain;

import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.DataSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A WAL segment that two primaries on one timeline both write, and both archive under the same name. */
final class SharedSegment {

    private final String name;

    private SharedSegment(String name) {
        this.name = name;
    }

    /** Brings the two to the same segment. */
    static SharedSegment begin(Node one, Node other) {
        while (!current(one).equals(current(other))) {
            Node behind = current(one).compareTo(current(other)) < 0 ? one : other;
            behind.writeWal(DataSize.kilobytes(1));
            behind.switchWal();
        }
        return new SharedSegment(current(one));
    }

    private static String current(Node node) {
        return one(node, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
    }

    private static String one(Node node, String query, @Nullable Object... parameters) {
        List<@Nullable String> rows = node.query(query, parameters);
        return String.valueOf(rows.get(0));
    }

    /** Lets a node finish and archive it, or fail to; returns the checksum of what is in the archive then. */
    String archiveFrom(Node node) {
        node.writeWal(DataSize.kilobytes(1));
        node.switchWal();
        await().until(() -> failures(node) > 0
                || one(node, "SELECT coalesce(last_archived_wal >= ?, false) FROM pg_stat_archiver", name)
                        .startsWith("t"));
        return one(node, "SELECT md5(pg_read_binary_file('../../archive/' || ?))", name);
    }

    /** How many times a node's archive command has failed. */
    int failures(Node node) {
        return Integer.parseInt(one(node, "SELECT failed_count FROM pg_stat_archiver"));
    }
}
