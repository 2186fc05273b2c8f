package io.replicatedpostgres.check;

import io.replicatedpostgres.isolation.TransactionTable;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.NodeRef;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The history of one workload. */
public final class Work {

    private final WorkloadBegan began;
    private final OperationTable operations = new OperationTable();
    private final TransactionTable transactions = new TransactionTable();
    private final Map<Long, String> resolved = new LinkedHashMap<>();
    private final Map<NodeRef, FinalContents> contents = new LinkedHashMap<>();
    private @Nullable Long workedUntilNanos;
    private @Nullable List<String> inventedReads;

    Work(WorkloadBegan began) {
        this.began = began;
    }

    void add(Operation operation) {
        inventedReads = null;
        operations.add(operation);
    }

    void add(Transaction transaction) {
        transactions.add(transaction);
    }

    void resolved(long operation, String status) {
        resolved.put(operation, status);
    }

    /** Its clients work no more, since this time. */
    void ended(long nanos) {
        workedUntilNanos = nanos;
    }

    /** Nodes are read again and again, and the last look counts: one that survived before and is not read again counts no more. */
    void found(FinalContents found) {
        if (found.survivor()) {
            contents.values().removeIf(FinalContents::survivor);
        }
        contents.put(found.node(), found);
    }

    /** Its name. */
    public String name() {
        return began.name();
    }

    /** How many clients there are; 0 if not known. */
    int clients() {
        return began.clients();
    }

    /** When its clients stopped, on the clock of the journal; empty if the journal does not say. */
    public Optional<Long> workedUntilNanos() {
        return Optional.ofNullable(workedUntilNanos);
    }

    /** The sum of all accounts at the beginning; empty if it has none. */
    public Optional<Long> balance() {
        return Optional.ofNullable(began.balance());
    }

    /** How many operations are recorded. */
    public int size() {
        return operations.size();
    }

    /** All operations, about in the order in which they were done. */
    public Stream<Operation> operations() {
        return operations.stream();
    }

    /** All operations that were acknowledged without any warning. */
    public Stream<Operation> acknowledged() {
        return operations.stream(operation -> operation.result() == Operation.Result.ACKNOWLEDGED);
    }

    /** What its transactions read and wrote; none of most workloads. */
    TransactionTable transactions() {
        return transactions;
    }

    /** The reads of values that were never written, a line each; computed once for all checks of reads. */
    List<String> inventedReads() {
        List<String> made = inventedReads;
        if (made == null) {
            made = Reads.invented(this);
            inventedReads = made;
        }
        return made;
    }

    /** What {@code txid_status()} said afterwards of an operation whose client did not get to know. */
    public Optional<String> resolution(long operation) {
        return Optional.ofNullable(resolved.get(operation));
    }

    /** What each node had in the end. */
    public Collection<FinalContents> contents() {
        return contents.values();
    }

    /** What the node that counts had in the end; empty if it was not read, or if no node counts. */
    public Optional<FinalContents> survivor() {
        return contents.values().stream().filter(FinalContents::survivor).findFirst();
    }
}
