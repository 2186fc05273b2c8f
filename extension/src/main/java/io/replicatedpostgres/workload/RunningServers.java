package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.WalPosition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The servers of a cluster that runs. */
record RunningServers(Cluster cluster, Job job) implements Servers {

    @Override
    public List<ServerState> states() {
        return cluster.states();
    }

    @Override
    public WalPosition written(NodeRef primary) {
        return node(primary).currentPosition();
    }

    @Override
    public Optional<String> whyNotReplayed(NodeRef standby, WalPosition position) {
        return node(standby).whyNotReplayed(position);
    }

    @Override
    public boolean hasTable(NodeRef node, String table) {
        return Found.hasTable(node(node), table);
    }

    @Override
    public FinalContents contents(NodeRef node, boolean survivor, Standing standing) {
        return job.contents(node(node), survivor, standing);
    }

    @Override
    public boolean isPrimary(NodeRef node) {
        return node(node).isPrimary();
    }

    @Override
    public @Nullable String transactionStatus(NodeRef node, long xid) {
        return node(node).queryPastLinks("SELECT txid_status(?)", xid).get(0);
    }

    private Node node(NodeRef ref) {
        return cluster.node(ref.name());
    }
}
