package io.replicatedpostgres.workload;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.LostWrites;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Work;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Clients that work on a cluster, as the application would, until this is closed. Each operation is recorded with what its
 * client was told: acknowledged, acknowledged by the primary alone, rejected, or nothing.
 *
 * <p>They begin when this is made and connect through the links of the clients. Their tables are in the database {@code
 * postgres}, named after the workload. Before guarantees are checked ({@code assertThat(cluster).upholds(…)}, and at the end
 * of a test) the workload is closed, and what each node holds of it is recorded.
 */
public final class Workload implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int CLIENTS = 4;

    private final Cluster cluster;
    private final String name;
    private final Job job;
    private final Recorder recorder;
    private final Clients wanted;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Workload(Cluster cluster, Clients wanted, String name, Job job) {
        this.cluster = cluster;
        this.name = name;
        this.job = job;
        this.wanted = wanted;
        this.recorder = new Recorder(cluster.journal(), name);
        var ids = new Ids(wanted.operationsMax());
        for (int i = 0; i < wanted.count(); i++) {
            var client = new Client(i, job, cluster, wanted, recorder, ids, stopped);
            clients.add(client);
            var thread = new Thread(client, "replicated-postgres-client-%s-%s".formatted(name, i));
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /** Four clients that insert rows, each a row of its own per operation. */
    public static Workload inserts(Cluster cluster) {
        return inserts(cluster, Clients.of(CLIENTS));
    }

    /** Clients that insert rows. */
    public static Workload inserts(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(cluster, clients, "inserts", Inserts::new);
    }

    /** Clients that give a register each ever greater values. */
    public static Workload registers(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(cluster, clients, "registers", name -> new Registers(name, "registers", Registers.Reading.NONE));
    }

    /**
     * Clients that write a register each, and after each write read on the primary what the next client writes. What one of
     * them read and a failover takes back is found by {@link io.replicatedpostgres.check.Guarantees#noReadTakenBack()}.
     */
    public static Workload primaryReads(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(
                cluster,
                clients,
                "primary_reads",
                name -> new Registers(name, "primary reads", Registers.Reading.ON_THE_PRIMARY));
    }

    /** Clients that move money between a hundred accounts. */
    public static Workload transfers(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(cluster, clients, "transfers", Transfers::new);
    }

    /** The first client writes a register, the others read it on standbys, past no link but their own. */
    public static Workload standbyReads(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(
                cluster,
                clients,
                "standby_reads",
                name -> new Registers(name, "standby reads", Registers.Reading.BY_OTHERS));
    }

    /** Clients that write a register each, and after each acknowledgement read it on a standby. */
    public static Workload readYourWrites(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(
                cluster,
                clients,
                "read_your_writes",
                name -> new Registers(name, "read your writes", Registers.Reading.BY_THE_WRITER));
    }

    /**
     * Clients that insert rows by two-phase commit.
     *
     * @throws io.replicatedpostgres.model.SpecException unless {@code max_prepared_transactions} is at least their number
     */
    public static Workload twoPhase(Cluster cluster, Clients clients) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        return begin(cluster, clients, "two_phase", TwoPhase::new);
    }

    /** {@link #listAppend(Cluster, Clients, ListAppend)} at REPEATABLE READ, with readers on all nodes. */
    public static Workload listAppend(Cluster cluster, Clients clients) {
        return listAppend(cluster, clients, ListAppend.at(IsolationLevel.REPEATABLE_READ));
    }

    /**
     * Clients whose transactions append to lists and read them, on the primary and on standbys. What each transaction read and wrote
     * is recorded, and judged by {@link io.replicatedpostgres.check.Guarantees#snapshotIsolation()} and its kin. A transaction that the server aborts
     * because of another one (40001, 40P01) is tried again, up to three times.
     *
     * @param like what the transactions are like
     */
    public static Workload listAppend(Cluster cluster, Clients clients, ListAppend like) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        Given.value("like", like);
        return begin(cluster, clients, "list_append", name -> Lists.of(name, like));
    }

    /** {@link #readWrite(Cluster, Clients, ReadWrite)} at REPEATABLE READ, with readers on all nodes. */
    public static Workload readWrite(Cluster cluster, Clients clients) {
        return readWrite(cluster, clients, ReadWrite.at(IsolationLevel.REPEATABLE_READ));
    }

    /**
     * Clients whose transactions write registers and read them; else as {@link #listAppend(Cluster, Clients, ListAppend)}, and judged by
     * the same checks.
     *
     * @param like what the transactions are like
     */
    public static Workload readWrite(Cluster cluster, Clients clients, ReadWrite like) {
        Given.value("cluster", cluster);
        Given.value("clients", clients);
        Given.value("like", like);
        return begin(cluster, clients, "read_write", name -> Lists.of(name, like));
    }

    private static Workload begin(Cluster cluster, Clients clients, String kind, Function<String, Job> jobOf) {
        cluster.requireOpen("%s cannot begin on %s".formatted(kind, cluster));
        return Undisturbed.get(() -> begun(cluster, clients, kind, jobOf));
    }

    private static Workload begun(Cluster cluster, Clients clients, String kind, Function<String, Job> jobOf) {
        String name = "%s_%s".formatted(kind, cluster.journal().nextId());
        Job job = jobOf.apply(name);
        job.prepare(cluster, clients);
        var workload = new Workload(cluster, clients, name, job);
        cluster.journal()
                .append(new WorkloadBegan(
                        name, job.kind(), clients.count(), job.balance().orElse(null)));
        cluster.beforeChecks(workload.new AtTheEnd());
        cluster.beforeClose(workload::abandon);
        workload.threads.forEach(Thread::start);
        return workload;
    }

    /** Its name, which is also that of its table. */
    public String name() {
        return name;
    }

    /**
     * The call that begins one like it on the cluster {@code each}: {@code Workload.transfers(each, Clients.of(4))}.
     *
     * @return empty if the clients connect through a source of the test's own, which no text can name
     */
    public Optional<String> asJava() {
        var factory = new StringBuilder();
        for (String word : name.substring(0, name.lastIndexOf('_')).split("_")) {
            factory.append(
                    factory.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        String options = job.options().isEmpty() ? "" : ", " + job.options();
        return wanted.asJava().map(clients -> "Workload.%s(each, %s%s)".formatted(factory, clients, options));
    }

    /** How many operations ended how, so far. */
    public Map<Operation.Result, Long> counts() {
        return recorder.counts();
    }

    /** How many operations ended like this, so far. */
    public long count(Operation.Result result) {
        Given.value("result", result);
        return counts().getOrDefault(result, 0L);
    }

    /** How many writes were acknowledged without a warning, so far. */
    public long acknowledged() {
        return recorder.acknowledgedWrites();
    }

    /**
     * What its clients were told is done and the surviving primary does not have, by number and id. It looks anew each time, after
     * {@link #close()} and also while clients work: then it judges what they had been told when this was called. Nothing that was
     * acknowledged by a primary that is gone comes back, so a loss that is seen once stays.
     *
     * <p>The survivor is the only primary that answers. Without one, with several, or where it cannot be read, the result says
     * that nothing is known.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if nothing is recorded of the cluster
     */
    public LostWrites lost() {
        recorder.flush();
        History history = cluster.journal()
                .path()
                .map(History::of)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "what %s lost cannot be told: nothing is recorded of %s. Start the cluster with a Recording, or by @ReplicatedPostgres."
                                .formatted(name, cluster)));
        return LostWrites.of(history, name, Settlement.ofSurvivor(new RunningServers(cluster, job), name));
    }

    /**
     * Waits until so many more writes than now are acknowledged.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if they are not within the spec's timeout
     */
    public void awaitAcknowledged(long more) {
        long wanted = acknowledged() + more;
        Await.orFail(name + " did not get its acknowledgements", cluster.deadline())
                .lookAt(() -> "So far: " + counts())
                .until(wanted + " acknowledged writes", this::acknowledged, seen -> seen >= wanted);
    }

    /** Waits until it has done as many operations as it was to do at most. */
    public void awaitDone(Duration deadline) {
        Given.time("deadline", deadline);
        Await.orFail(name + " did not come to its end", deadline)
                .lookAt(() -> "So far: " + counts())
                .until(
                        "no client at work",
                        () -> threads.stream().filter(Thread::isAlive).count(),
                        left -> left == 0);
    }

    /**
     * Stops the clients. What they are waiting for they are given two seconds to hear of; what is still open then is
     * unknown. A second time does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Undisturbed.run(() -> {
            stopped.countDown();
            if (!join()) {
                clients.forEach(Client::abandon);
                join();
            }
            ended();
        });
    }

    /** The same without patience: the cluster ends, so no result will be reported. */
    private void abandon() {
        if (closed.compareAndSet(false, true)) {
            stopped.countDown();
            clients.forEach(Client::abandon);
            join();
            ended();
        }
    }

    private void ended() {
        recorder.flush();
        long workedUntilNanos = clients.stream()
                .mapToLong(Client::workedUntilNanos)
                .map(until -> Math.min(until, recorder.nowNanos()))
                .max()
                .orElse(recorder.nowNanos());
        cluster.journal().append(new WorkloadEnded(name, counts(), workedUntilNanos));
    }

    private boolean join() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean all = true;
        try {
            for (Thread thread : threads) {
                long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                thread.join(left);
                all &= !thread.isAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return all;
    }

    /** How the end of a test sees it. What the nodes hold is recorded each time anew: it must be there in the end. */
    private final class AtTheEnd implements Work {

        @Override
        public void stop() {
            close();
        }

        @Override
        public boolean isStopped() {
            return closed.get();
        }

        @Override
        public void settle() {
            new Settlement(new RunningServers(cluster, job), name, cluster.journal()::append)
                    .record(recorder.unknown());
            readAll();
        }
    }

    /** The last state of all lists, so that no order of versions ends before its end. */
    private void readAll() {
        for (ServerState state : cluster.states()) {
            if (state.role() == Role.PRIMARY || state.role() == Role.STANDBY) {
                try {
                    List<Transaction> all =
                            job.readingOfAll(cluster.node(state.node().name()), state.role(), recorder.nowNanos());
                    if (!all.isEmpty()) {
                        cluster.journal().append(new Transactions(name, all));
                    }
                } catch (ReplicatedPostgresException e) {
                    cluster.journal()
                            .append(new Note("%s: the lists of %s could not be read in the end: %s"
                                    .formatted(name, state.node(), e.getMessage())));
                }
            }
        }
    }

    /** Its name and what came of it so far. */
    @Override
    public String toString() {
        return "%s %s".formatted(name, counts());
    }
}
