package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.manager.Patroni;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Host;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Records what a failover manager does: who holds the leader key, as the store says, and what each agent writes to its log, without what
 * it repeats in every turn.
 */
final class ManagerWatch implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final long STOPS_WITHIN_MILLIS = 5_000;
    private static final String NOBODY_ANSWERS = "does not answer";

    /** Each turn of an agent's loop that finds all as it should be, and each request to it. */
    private static final Pattern EACH_TURN = Pattern.compile(
            "no action\\. I am|Lock owner: |Watchdog not supported|\"(GET|POST|PATCH|OPTIONS|HEAD) |Selected new etcd server|nothing to reload");

    /** {@code 2026-11-29 13:15:49,391 INFO: acquired session lock as a leader}. */
    private static final Pattern LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} (INFO|WARNING|ERROR|CRITICAL): (.*)");

    private final Journal journal;
    private final Patroni patroni;
    private final List<Host> hosts;
    private final Map<Host, Long> read = new HashMap<>();
    private final Map<Host, String> said = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "replicated-postgres-manager-watch");
    private String leader = "";

    private ManagerWatch(Journal journal, Patroni patroni, List<Host> hosts) {
        this.journal = journal;
        this.patroni = patroni;
        this.hosts = hosts;
        thread.setDaemon(true);
    }

    static ManagerWatch start(Journal journal, Patroni patroni, List<Host> hosts) {
        var watch = new ManagerWatch(journal, patroni, hosts);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            do {
                look();
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        hosts.forEach(this::readLog);
        String now = leaderNow();
        if (!now.equals(leader)) {
            leader = now;
            journal.append(new Note("the store " + now));
        }
    }

    private String leaderNow() {
        try {
            return patroni.leader()
                    .map(node -> "says that %s holds the leader key".formatted(node))
                    .orElse("says that nobody holds the leader key");
        } catch (ReplicatedPostgresException e) {
            return NOBODY_ANSWERS;
        }
    }

    private void readLog(Host host) {
        String log = Patroni.log(host);
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
        var matcher = LINE.matcher(line);
        if (!matcher.matches() || EACH_TURN.matcher(line).find()) {
            return;
        }
        String words = matcher.group(2);
        if (!words.equals(said.put(host, words))) {
            journal.append(new Note("the agent of %s: %s".formatted(host.node(), words)));
        }
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
