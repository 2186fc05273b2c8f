package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.WalPosition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The questions of a settlement to the servers of a cluster, past all links. */
interface Servers {

    /** What each of them is now. */
    List<ServerState> states();

    /** What a primary has written. */
    WalPosition written(NodeRef primary);

    /** Why a standby has not replayed up to a position; empty if it has. */
    Optional<String> whyNotReplayed(NodeRef standby, WalPosition position);

    boolean hasTable(NodeRef node, String table);

    /** What a node holds of the workload, which is this by now. */
    FinalContents contents(NodeRef node, boolean survivor, Standing standing);

    boolean isPrimary(NodeRef node);

    /** What {@code txid_status()} says of a transaction. */
    @Nullable
    String transactionStatus(NodeRef node, long xid);
}
