package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.model.NodeRef;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One client: does its job again and again, one thing after the other, until it is told to stop. */
final class Client implements Runnable {

    /** After a failure a client takes breath, as a client should. */
    private static final long BREATH_MILLIS = 10;

    /** What is tried with one connection. */
    @FunctionalInterface
    interface Step {
        void run(Session session, Attempt attempt) throws SQLException;
    }

    private final int number;
    private final Job job;
    private final Cluster cluster;
    private final Recorder recorder;
    private final Ids ids;
    private final Session writes;
    private final Clients clients;
    private final CountDownLatch stopped;
    private volatile @Nullable Session reads;
    private final Map<NodeRef, Session> readers = new ConcurrentHashMap<>();
    private volatile @Nullable Attempt current;
    private volatile long workedUntilNanos = Long.MAX_VALUE;

    Client(int number, Job job, Cluster cluster, Clients clients, Recorder recorder, Ids ids, CountDownLatch stopped) {
        this.number = number;
        this.job = job;
        this.cluster = cluster;
        this.clients = clients;
        this.recorder = recorder;
        this.ids = ids;
        this.stopped = stopped;
        this.writes = new Session(clients.sourceFor(cluster), clients);
    }

    int number() {
        return number;
    }

    /** How many clients there are, this one too. */
    int count() {
        return clients.count();
    }

    Cluster cluster() {
        return cluster;
    }

    /** The nodes of the cluster, any of which may serve it. */
    List<NodeRef> nodes() {
        return cluster.nodes().stream().map(Node::ref).toList();
    }

    @Override
    public void run() {
        try {
            while (stopped.getCount() > 0 && !ids.areUsedUp()) {
                job.next(this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            workedUntilNanos = recorder.nowNanos();
            close();
        }
    }

    /** When it stopped, on the clock of the journal; the greatest number there is while it works. */
    long workedUntilNanos() {
        return workedUntilNanos;
    }

    /** Tries something for the test's own data source. Whether it was acknowledged. */
    boolean write(Kind kind, long key, long value, Step step) throws InterruptedException {
        long id = ids.next();
        return id >= 0
                && run(
                        writes,
                        new Attempt(recorder, id, kind, number)
                                .of(kind.leavesRow() ? id : key, rowValue(kind, id, value)),
                        step);
    }

    private static long rowValue(Kind kind, long id, long value) {
        return kind == Kind.INSERT || kind == Kind.TWO_PHASE ? OperationPlan.rowValue(id) : value;
    }

    /** Tries to read somewhere else. Whether it was answered. */
    boolean read(DataSource source, long key, Step step) throws InterruptedException {
        Session session = reads;
        if (session == null) {
            session = new Session(source, Clients.of(1).within(clients.timeout()));
            reads = session;
        }
        long id = ids.next();
        return id >= 0 && run(session, new Attempt(recorder, id, Kind.READ, number).of(key, 0), step);
    }

    /** Tries a transaction on a node, or on the test's own data source. Whether it was acknowledged. */
    boolean transact(@Nullable Node node, TransactionDraft draft, Step step) throws InterruptedException {
        long id = ids.next();
        if (id < 0) {
            return false;
        }
        Attempt attempt = new Attempt(recorder, id, Kind.INSERT, number)
                .of(id, OperationPlan.rowValue(id))
                .of(draft);
        return run(node == null ? writes : sessionTo(node), attempt, step);
    }

    private Session sessionTo(Node node) {
        return readers.computeIfAbsent(
                node.ref(),
                unseen -> new Session(node.dataSource(), Clients.of(1).within(clients.timeout())));
    }

    private boolean run(Session session, Attempt attempt, Step step) throws InterruptedException {
        current = attempt;
        try {
            step.run(session, attempt);
            session.done();
            return true;
        } catch (SQLException e) {
            attempt.failed(e);
            session.failed(e);
            stopped.await(BREATH_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        } finally {
            current = null;
        }
    }

    /** What it waits for is taken away; what it was about is unknown. */
    void abandon() {
        Attempt open = current;
        if (open != null) {
            open.abandoned();
        }
        writes.abort();
        Session reading = reads;
        if (reading != null) {
            reading.abort();
        }
        readers.values().forEach(Session::abort);
    }

    private void close() {
        writes.close();
        Session reading = reads;
        if (reading != null) {
            reading.close();
        }
        readers.values().forEach(Session::close);
    }
}
