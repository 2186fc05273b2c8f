package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.SettingsSampled;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SettingState;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Sql;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Looks at one node, again and again. */
final class Watch implements Runnable {

    private static final long STOP_MILLIS = 3_000;

    private final Subject subject;
    private final Journal journal;
    private final Detectors detectors;
    private final LogTail log;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private boolean complained;
    private int away;
    private @Nullable Sql session;
    private List<SettingState> settings = List.of();

    Watch(Subject subject, Journal journal, Detectors detectors) {
        this.subject = subject;
        this.journal = journal;
        this.detectors = detectors;
        this.log = new LogTail(subject, journal, detectors);
        this.thread = new Thread(this, "replicated-postgres-observer-" + subject.node());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        lock.lock();
        try {
            while (!closed) {
                turn();
                changed.awaitNanos(Observer.INTERVAL.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
            lock.unlock();
        }
    }

    /** A host that does not answer in time must not end the looking: the next turn may find it again. */
    private void turn() {
        try {
            if (away == 0) {
                Look look = look();
                look.slots().forEach(slot -> journal.append(new SlotSampled(slot)));
                journal.append(look.sample());
                detectors.take(look);
                subject.seen().accept(look.sample());
            }
            log.read();
        } catch (RuntimeException e) {
            disconnect();
            if (!complained) {
                complained = true;
                journal.append(
                        new Note("the observer could not look at %s, and goes on: %s".formatted(subject.node(), e)));
            }
        }
    }

    private Look look() {
        long began = System.nanoTime();
        try {
            Sql open = session;
            if (open == null) {
                // a server that is starting would log each attempt as FATAL
                if (!subject.isReady().getAsBoolean()) {
                    return silent(began);
                }
                open = subject.connect().get();
                session = open;
                tellSettings(open);
            }
            return sample(open, began);
        } catch (SqlException e) {
            disconnect();
            return silent(began);
        }
    }

    /** They change with a restart, which ends every session: a reload shows after the next one. */
    private void tellSettings(Sql open) {
        List<SettingState> now = DifferentSettings.of(open);
        if (!now.equals(settings)) {
            settings = now;
            journal.append(new SettingsSampled(subject.node(), now));
        }
    }

    private Look silent(long began) {
        NodeSampled sample = NodeSampled.of(
                isRunning() ? ServerState.unresponsive(subject.node()) : ServerState.stopped(subject.node()));
        return new Look(sample, List.of(), null, began, System.nanoTime());
    }

    private Look sample(Sql open, long began) {
        var catalog = new Catalog(subject.node(), subject.version(), open);
        ServerState state = catalog.state();
        List<SlotState> slots = catalog.slots();
        var sample =
                new NodeSampled(state, catalog.standbys(), catalog.receiver().orElse(null), VitalSigns.of(open, state));
        return new Look(sample, slots, CircumstancesQuery.of(open, subject.version()), began, System.nanoTime());
    }

    boolean isRunning() {
        return subject.isRunning().getAsBoolean();
    }

    /** Reads what the log has by now. */
    void readLog() {
        log.read();
    }

    void leave() {
        lock.lock();
        try {
            away++;
            disconnect();
        } finally {
            lock.unlock();
        }
    }

    void comeBack() {
        lock.lock();
        try {
            away--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.read();
    }

    private void disconnect() {
        if (session != null) {
            try {
                session.close();
            } catch (SqlException e) {
                // it was broken, which is why it is closed
            }
            session = null;
        }
    }
}
