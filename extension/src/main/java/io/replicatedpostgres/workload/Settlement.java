package io.replicatedpostgres.workload;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.OperationResolved;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.WalPosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records what each node holds of a workload in the end, and what became of the operations nobody knows about. */
final class Settlement {

    /** A standby that has not caught up by then is looked at as it is. */
    private static final Duration CATCH_UP = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final String name;
    private final Job job;

    Settlement(Cluster cluster, String name, Job job) {
        this.cluster = cluster;
        this.name = name;
        this.job = job;
    }

    void record(List<Operation> unknown) {
        List<Node> primaries = cluster.primaries();
        Optional<Node> survivor = primaries.size() == 1 ? Optional.of(primaries.get(0)) : Optional.empty();
        if (survivor.isEmpty()) {
            cluster.journal()
                    .append(new Note("%s: no node counts as the survivor, there are %d primaries"
                            .formatted(name, primaries.size())));
        }
        survivor.ifPresent(this::awaitStandbys);
        for (Node node : cluster.nodes()) {
            record(node, survivor.filter(node::equals).isPresent(), unknown);
        }
    }

    private void awaitStandbys(Node primary) {
        WalPosition position = primary.currentPosition();
        for (Node standby : cluster.standbys()) {
            try {
                Await.orFail(standby + " did not catch up", CATCH_UP)
                        .until("replay ≥ " + position, () -> standby.whyNotReplayed(position), Optional::isEmpty);
            } catch (DeadlineException e) {
                cluster.journal().append(new Note(String.valueOf(e.getMessage())));
            }
        }
    }

    private void record(Node node, boolean survivor, List<Operation> unknown) {
        if (!node.isPrimary() && !node.isStandby()) {
            return;
        }
        FinalContents contents;
        try {
            contents = hasTable(node) ? job.contents(node, survivor) : nothing(node, survivor);
        } catch (ReplicatedPostgresException e) {
            cluster.journal().append(new Note("%s on %s: %s".formatted(name, node, e.getMessage())));
            return;
        }
        cluster.journal().append(contents);
        unknown.stream()
                .filter(operation -> node.ref().equals(operation.node()) && operation.xid() != null)
                .forEach(operation -> cluster.journal()
                        .append(new OperationResolved(
                                name, operation.id(), node.ref(), status(node, operation, contents))));
    }

    /** A table whose making was never shipped is lost like any row of it. */
    private boolean hasTable(Node node) {
        return node.queryPastLinks("SELECT to_regclass(?)::text", name).get(0) != null;
    }

    private FinalContents nothing(Node node, boolean survivor) {
        cluster.journal().append(new Note("%s has no table %s".formatted(node, name)));
        return new FinalContents(name, node.ref(), survivor, RowRanges.EMPTY, RowRanges.EMPTY, Map.of(), null);
    }

    /**
     * The number of a transaction is that of another one once its server has been rewound, so a row that contradicts the
     * answer is believed.
     */
    private static String status(Node node, Operation operation, FinalContents contents) {
        if (!node.isPrimary()) {
            return "not known: %s is a standby by now, and its transactions are another server's".formatted(node);
        }
        String status;
        try {
            status = node.queryPastLinks("SELECT txid_status(?)", operation.xid())
                    .get(0);
        } catch (ReplicatedPostgresException e) {
            return "not known: " + e.getMessage();
        }
        boolean there = contents.rows().contains(operation.key());
        if (status == null || (operation.kind().leavesRow() && there != status.equals("committed"))) {
            return "not known: transaction %d is %s, and the row is %sthere"
                    .formatted(operation.xid(), status, there ? "" : "not ");
        }
        return status;
    }
}
