package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.manager.FailoverManager;
import io.replicatedpostgres.manager.WhoLeads;
import io.replicatedpostgres.topology.Host;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records what a failover manager does: who leads, by its own record, and what each agent writes to its log, without what
 * it repeats in every turn.
 */
final class ManagerWatch implements AutoCloseable {

    private static final long STOPS_WITHIN_MILLIS = 5_000;

    private final Journal journal;
    private final FailoverManager manager;
    private final List<Host> hosts;
    private final Map<Host, Long> read = new HashMap<>();
    private final Map<Host, String> said = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "replicated-postgres-manager-watch");
    private @Nullable WhoLeads leading;

    private ManagerWatch(Journal journal, FailoverManager manager, List<Host> hosts) {
        this.journal = journal;
        this.manager = manager;
        this.hosts = hosts;
        thread.setDaemon(true);
    }

    static ManagerWatch start(Journal journal, FailoverManager manager, List<Host> hosts) {
        var watch = new ManagerWatch(journal, manager, hosts);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(manager.interval().toMillis(), TimeUnit.MILLISECONDS));
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        hosts.forEach(this::readLog);
        WhoLeads now = whoLeads();
        if (!now.equals(leading)) {
            leading = now;
            journal.append(new LeadersSeen(now.leaders(), now.silent(), now.answered(), now.words()));
        }
    }

    /** A failed look does not end the watch. */
    private WhoLeads whoLeads() {
        try {
            return manager.whoLeads();
        } catch (RuntimeException e) {
            return new WhoLeads(
                    List.of(), List.of(), false, "the failover manager's record could not be read: " + e.getMessage());
        }
    }

    private void readLog(Host host) {
        String log = manager.log(host);
        long from = read.getOrDefault(host, 0L);
        try {
            if (host.size(log) <= from) {
                return;
            }
            byte[] bytes = host.read(log, from);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            read.put(host, from + end);
            new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> tell(host, line));
        } catch (UncheckedIOException e) {
            // it is there in the next turn, or the cluster is being closed
        }
    }

    private void tell(Host host, String line) {
        manager.told(line)
                .filter(words -> !words.equals(said.put(host, words)))
                .ifPresent(words -> journal.append(new Note("the agent of %s: %s".formatted(host.node(), words))));
    }

    /** Records what was written last, and looks no more. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(STOPS_WITHIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
