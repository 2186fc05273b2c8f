package io.replicatedpostgres.scenarios.trackrecord;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.ClientStatement;

/** A checkpoint that spreads its writes over minutes, until it is told to hurry. The server needs its
 * three settings, and some dirty pages. */
final class SlowCheckpoint {

    /** How long it would last, and that the log tells of it. */
    static final String LONG = "checkpoint_timeout = 300s";

    static final String SPREAD = "checkpoint_completion_target = 0.9";
    static final String LOGGED = "log_checkpoints = on";

    private final Node node;
    private final LogMark before;

    private SlowCheckpoint(Node node, LogMark before) {
        this.node = node;
        this.before = before;
    }

    /** Returns when it has begun: a base backup asks for one that does not hurry. Pages are being written then. */
    static SlowCheckpoint begin(Node node) {
        LogMark before = node.log().mark();
        String start = node.cluster().version().isAtLeast(15)
                ? "SELECT pg_backup_start('slow', false)"
                : "SELECT pg_start_backup('slow', false, false)";
        ClientStatement.begin(node, start);
        node.log().await("checkpoint starting", before);
        return new SlowCheckpoint(node, before);
    }

    /** Lets it write without pauses; returns when it has ended. No other checkpoint follows. */
    void hurry() {
        node.configure("checkpoint_completion_target = 0");
        node.log().await("checkpoint complete", before);
    }
}
