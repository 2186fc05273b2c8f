package io.replicatedpostgres.manager;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.ManagerMember;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.SideBySide;
import io.replicatedpostgres.topology.Spawned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * pg_auto_failover: one agent, {@code pg_autoctl}, on each node, and a monitor, which is a PostgreSQL server of its own and decides.
 *
 * @see <a href="https://pg-auto-failover.readthedocs.io/">pg_auto_failover documentation</a>
 */
public final class PgAutoFailover implements FailoverManager {

    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final String PROGRAM = "pg_autoctl";
    private static final String LOG = "/pg_autoctl.log";

    /** The states in which a node is to take writes. */
    private static final Set<String> LEADING =
            Set.of("single", "wait_primary", "primary", "join_primary", "apply_settings");

    /** The states in which a node is to take none any more, and may not know it yet. */
    private static final Set<String> LEAVING = Set.of("draining", "demote_timeout");

    /** {@code 01:22:15 16958 INFO  Monitor assigned new state "primary"}. */
    private static final Pattern LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d \\d+ (?:INFO|WARN|ERROR|FATAL) +(.*)");

    /** Lines that the log repeats while nothing happens, or that the monitor's record says already. */
    private static final Pattern EACH_TURN = Pattern.compile(
            "HBA|Reloaded the new configuration|Reloading Postgres configuration|New state for|Fetched current list|Creating replication slot");

    private volatile PgAutoFailoverConfig config;
    private final PostgresBinaries binaries;
    private final Credentials credentials;
    private final Host monitor;
    private final List<Host> hosts;
    private final Map<NodeRef, Integer> numbers = new ConcurrentHashMap<>();

    /**
     * The agents of one cluster.
     *
     * @param asked the settings that were asked for
     * @param binaries PostgreSQL's programs
     * @param credentials what opens the servers
     * @param monitor the host of the monitor
     * @param hosts those of the servers, the first primary's first
     */
    public PgAutoFailover(
            Manager asked, PostgresBinaries binaries, Credentials credentials, Host monitor, List<Host> hosts) {
        this.config = new PgAutoFailoverConfig(asked, binaries.directory());
        this.binaries = binaries;
        this.credentials = credentials;
        this.monitor = monitor;
        this.hosts = List.copyOf(hosts);
    }

    @Override
    public Manager asked() {
        return config.manager();
    }

    @Override
    public boolean ownsServers() {
        return true;
    }

    @Override
    public List<Host> stores() {
        return List.of(monitor);
    }

    @Override
    public void startStore(Host store) {
        store.spawn(config.monitor(store), store.home() + LOG);
    }

    /** The log goes where the harness reads it also when pg_autoctl starts a server; what it sets for itself comes before this. */
    @Override
    public void configure(Configuration server) {
        server.set("logging_collector", "on", "pg_autoctl keeps no other log of a server")
                .set("log_directory", "..", "beside the data directory")
                .set("log_filename", PgAutoFailoverConfig.logName(hosts.get(0)), "read by Node.log()")
                .set("log_rotation_age", "0", "one file")
                .set("log_rotation_size", "0", "one file");
        if (server.value("shared_preload_libraries").isEmpty()) {
            server.set("shared_preload_libraries", "", "pg_stat_statements, which pg_autoctl asks for, is not needed");
        }
        server.admit("local all %s scram-sha-256".formatted(Credentials.SUPERUSER));
        for (String login : List.of("all pgautofailover_monitor", "all,replication pgautofailover_replicator")) {
            server.admit("host %s %%s trust".formatted(login));
        }
    }

    @Override
    public List<FileChange> files(Host host, Configuration server) {
        // for a recovery before a rewind pg_autoctl starts a server without TCP
        String settings = server.file() + "\nunix_socket_directories = '%s'\n".formatted(host.home());
        return List.of(
                FileChange.whole(PgAutoFailoverConfig.serverFile(host), settings.getBytes(StandardCharsets.UTF_8)),
                FileChange.whole(
                        PgAutoFailoverConfig.data(host) + "/postgresql.conf",
                        PgAutoFailoverConfig.SERVER_INCLUDE.getBytes(StandardCharsets.UTF_8)));
    }

    /** Its agents take servers over that do not run, and make slots of their own. */
    @Override
    public void prepare(List<Host> all, Duration deadline) {
        Host first = all.get(0);
        SideBySide.each(all.subList(1, all.size()), host -> stop(host, deadline));
        try (Sql sql = session(first.node().name(), first, "postgres", deadline)) {
            sql.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots", row -> true);
        }
        stop(first, deadline);
        Await.orFail("the monitor of pg_auto_failover did not start", deadline)
                .lookAt(() -> "Log: " + logEnd(monitor))
                .until("an answer", this::isMonitorRunning, Boolean::booleanValue);
    }

    /** It answers for a moment while it is made, too, and is stopped then. */
    private boolean isMonitorRunning() {
        return monitor.exists(PgAutoFailoverConfig.made(monitor)) && record().isPresent();
    }

    private void stop(Host host, Duration deadline) {
        new Server(host, binaries).stop(StopMode.FAST, deadline);
    }

    /** The monitor counts the standbys that take part: how many a commit waits for is said when all do. */
    @Override
    public void allAreWell(Duration deadline) {
        Optional.ofNullable(config.manager().settings().get(PgAutoFailoverConfig.SYNC_STANDBYS))
                .ifPresent(count -> setSyncStandbys(count, deadline));
    }

    private void setSyncStandbys(String count, Duration deadline) {
        onMonitor(
                deadline,
                sql -> sql.query(
                        "SELECT pgautofailover.set_formation_number_sync_standbys('default', ?)",
                        row -> true,
                        Integer.parseInt(count)));
    }

    @Override
    public Spawned start(Host host, String serverLog) {
        return host.spawn(config.node(host, monitor), log(host));
    }

    @Override
    public String version(Host host, Duration deadline) {
        String said =
                host.run(Command.of(PROGRAM, "version"), deadline).output().strip();
        String first = said.lines().findFirst().orElse("");
        return first.substring(first.lastIndexOf(' ') + 1);
    }

    @Override
    public List<ServerProcess> agent(Host host) {
        return host.allProcesses().stream()
                .filter(process -> process.title().contains(PROGRAM))
                .toList();
    }

    @Override
    public String log(Host host) {
        return host.home() + LOG;
    }

    @Override
    public Optional<String> told(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() && !EACH_TURN.matcher(line).find()
                ? Optional.of(matcher.group(1).strip())
                : Optional.empty();
    }

    /**
     * A row of the monitor's record.
     *
     * @param goal the state that the monitor has assigned
     * @param reported the state that the agent has reported
     * @param isHealthy whether the monitor's last look at its server succeeded
     */
    private record Row(NodeRef node, int number, String goal, String reported, boolean isHealthy, int timeline) {

        boolean leads() {
            return LEADING.contains(goal);
        }

        /** It was told to take writes no more, and has not said yet that it does not. */
        boolean isLeaving() {
            return LEAVING.contains(goal) && LEADING.contains(reported);
        }

        boolean isSettled() {
            return goal.equals(reported) && (goal.equals("primary") || goal.equals("secondary")) && isHealthy;
        }

        ManagerMember member() {
            return new ManagerMember(
                    node,
                    reported,
                    isHealthy ? "healthy" : "unhealthy",
                    timeline > 0 ? new Timeline(timeline) : null,
                    null);
        }
    }

    /** The monitor's record; empty if it does not answer within a second. */
    private Optional<List<Row>> record() {
        try (Sql sql = session("the monitor", monitor, PgAutoFailoverConfig.DATABASE, GLANCE)) {
            List<Row> rows = sql.query(
                    "SELECT nodename, nodeid, goalstate::text, reportedstate::text, health, reportedtli FROM pgautofailover.node ORDER BY nodename",
                    row -> new Row(
                            new NodeRef(row.getString(1)),
                            row.getInt(2),
                            row.getString(3),
                            row.getString(4),
                            row.getInt(5) == 1,
                            row.getInt(6)));
            rows.forEach(row -> numbers.put(row.node(), row.number()));
            return Optional.of(rows);
        } catch (ReplicatedPostgresException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<NodeRef> leaders() {
        return leaders(record().orElseThrow(() -> new ReplicatedPostgresException(
                "the monitor of pg_auto_failover does not answer within %s s. Start it, or heal what holds it up."
                        .formatted(GLANCE.toSeconds()))));
    }

    private static List<NodeRef> leaders(List<Row> rows) {
        return rows.stream().filter(Row::leads).map(Row::node).toList();
    }

    @Override
    public WhoLeads whoLeads() {
        return record().map(rows -> new WhoLeads(
                        rows.stream()
                                .filter(row -> row.leads() || row.isLeaving())
                                .map(Row::node)
                                .toList(),
                        List.of(),
                        true,
                        rows.stream()
                                .map(row -> "%s: %s"
                                        .formatted(
                                                row.node(),
                                                row.goal().equals(row.reported())
                                                        ? row.goal()
                                                        : row.reported() + ", to be " + row.goal()))
                                .collect(Collectors.joining("; ", "the monitor says: ", ""))))
                .orElseGet(() -> new WhoLeads(List.of(), List.of(), false, "the monitor does not answer"));
    }

    @Override
    public String leading() {
        return "is to take writes as the monitor says";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Optional<String> nameOfStandby(NodeRef node) {
        if (!numbers.containsKey(node)) {
            record();
        }
        return Optional.ofNullable(numbers.get(node)).map(number -> "pgautofailover_standby_" + number);
    }

    /** The monitor's record, which is the only one. */
    @Override
    public Optional<ManagerView> view(Host host) {
        return record().map(rows -> {
            List<NodeRef> leaders = leaders(rows);
            return new ManagerView(
                    monitor.node().name(),
                    leaders.size() == 1 ? leaders.get(0) : null,
                    rows.stream().map(Row::member).toList(),
                    false);
        });
    }

    @Override
    public boolean isWell(Host host, int nodes) {
        return record().filter(rows -> rows.size() == nodes && rows.stream().allMatch(Row::isSettled))
                .isPresent();
    }

    private interface Act {
        void on(Sql sql);
    }

    private void onMonitor(Duration deadline, Act act) {
        try (Sql sql = session("the monitor", monitor, PgAutoFailoverConfig.DATABASE, deadline)) {
            act.on(sql);
        }
    }

    private Sql session(String server, Host host, String database, Duration deadline) {
        return Sql.ofHarness(new Login(server, host.endpoint(), database, credentials.superuserPassword(), deadline));
    }

    @Override
    public void switchover(Host leader, Host heir, Duration deadline) {
        onMonitor(
                deadline,
                sql -> sql.query(
                        "SELECT pgautofailover.perform_promotion('default', ?)",
                        row -> true,
                        heir.node().name()));
    }

    /** It has no such state for a whole cluster. */
    @Override
    public void pause(boolean paused, List<Host> agents, Duration deadline) {
        throw new ReplicatedPostgresException(
                "pg_auto_failover cannot be paused or resumed: it has no such state for a cluster. Freeze the monitor instead: ManagerFaults.storeFrozen().");
    }

    @Override
    public void reconfigure(Manager settings, List<Host> all, Duration deadline) {
        if (settings.settings().containsKey(PgAutoFailoverConfig.QUORUM)) {
            throw new ReplicatedPostgresException(
                    "%s cannot be changed: it is said when a node is registered. Set it by managerSettings of the annotation."
                            .formatted(PgAutoFailoverConfig.QUORUM));
        }
        config = config.with(settings);
        Map<String, String> wanted = settings.settings();
        onMonitor(deadline, sql -> {
            config.ofMonitor().forEach((name, value) -> sql.execute("ALTER SYSTEM SET %s = %s".formatted(name, value)));
            sql.query("SELECT pg_reload_conf()", row -> true);
        });
        Optional.ofNullable(wanted.get(PgAutoFailoverConfig.SYNC_STANDBYS))
                .ifPresent(count -> setSyncStandbys(count, deadline));
        Optional.ofNullable(wanted.get(PgAutoFailoverConfig.PARTITION))
                .ifPresent(seconds -> all.forEach(host -> setTimeout(host, seconds, deadline)));
    }

    private static void setTimeout(Host host, String seconds, Duration deadline) {
        Command tool = PgAutoFailoverConfig.told(host, Command.of(PROGRAM));
        String data = PgAutoFailoverConfig.data(host);
        ManagerTool.run(host, tool, deadline, "config", "set", "--pgdata", data, PgAutoFailoverConfig.TIMEOUT, seconds);
        ManagerTool.run(host, tool, deadline, "reload", "--pgdata", data);
    }

    /** An agent does it by itself, once it is started. */
    @Override
    public void rejoin(Host host, Host leader, Duration deadline) {
        throw new ReplicatedPostgresException(
                "%s needs no command to join again: the agent of pg_auto_failover rewinds its server. Use start()."
                        .formatted(host.node()));
    }
}
