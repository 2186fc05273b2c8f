package io.replicatedpostgres.scenarios.rewind;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;

/** {@code pg_rewind} as an administrator types it, with none of the harness's remedies. */
final class Rewinding {

    private Rewinding() {}

    /** The standby is promoted beside its primary, and both write; the old primary still runs. Returns the new one. */
    static Node fork(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        heir.promote();
        heir.checkpoint();
        old.createDatabase("lost");
        heir.createDatabase("kept");
        return heir;
    }

    /** Of this target, in its data directory. */
    static Tool of(Node target) {
        return target.tool("pg_rewind").with("--target-pgdata=" + target.dataDirectory(), "--no-sync");
    }

    /** From a running source, as superuser. */
    static Tool of(Node target, Node source) {
        return from(target, source, source.cluster().user());
    }

    /** From a running source, as this role. */
    static Tool from(Node target, Node source, String role) {
        return of(target)
                .with("--source-server=%s user=%s dbname=postgres options='-c jit=off'"
                        .formatted(target.connectionTo(source), role));
    }
}
