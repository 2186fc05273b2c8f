package io.replicatedpostgres.manager;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ManagerMember;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.SideBySide;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * repmgr: one agent, {@code repmgrd}, on each node, and no store: each server has its own copy of the records, in a database of their
 * own. The harness starts and stops the servers.
 *
 * @see <a href="https://www.repmgr.org/docs/current/">repmgr documentation</a>
 */
public final class Repmgr implements FailoverManager {

    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** Each question to three servers is three new sessions. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final String PRIORITY = "priority";
    private static final String PRELOAD = "shared_preload_libraries";

    /** {@code [2026-11-29 13:15:49] [NOTICE] attempting to follow new primary "node-2" (ID: 2)}. */
    private static final Pattern LINE =
            Pattern.compile("\\[[-0-9]+ [0-9:]+\\] \\[(?:INFO|NOTICE|WARNING|ERROR)\\] (.*)");

    /** What the log repeats while nothing happens. */
    private static final Pattern EACH_TURN = Pattern.compile(
            "monitoring (primary node|connection to upstream node)|in normal state|checking state of node");

    private volatile RepmgrConfig config;
    private final Credentials credentials;
    private final List<Host> hosts;

    /**
     * The agents of one cluster.
     *
     * @param config what they are told
     * @param credentials what opens the servers
     * @param hosts those of the servers, the first primary's first
     */
    public Repmgr(RepmgrConfig config, Credentials credentials, List<Host> hosts) {
        this.config = config;
        this.credentials = credentials;
        this.hosts = List.copyOf(hosts);
    }

    @Override
    public Manager asked() {
        return config.manager();
    }

    @Override
    public Optional<String> ownDatabase() {
        return Optional.of(RepmgrConfig.DATABASE);
    }

    @Override
    public boolean ownsServers() {
        return false;
    }

    @Override
    public List<Host> stores() {
        return List.of();
    }

    @Override
    public void startStore(Host store) {
        throw new ReplicatedPostgresException(
                "%s cannot be started: repmgr has no store, its records are in the servers.".formatted(store.node()));
    }

    @Override
    public void configure(Configuration server) {
        String others = server.value(PRELOAD)
                .filter(value -> !value.isBlank())
                .map(value -> value + ", ")
                .orElse("");
        server.set(PRELOAD, others + "repmgr", "its agents keep their state in it");
    }

    @Override
    public List<FileChange> files(Host host, Configuration server) {
        String text = config.text(host, 1 + hosts.indexOf(host));
        return List.of(FileChange.whole(RepmgrConfig.file(host), text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void prepare(List<Host> all, Duration deadline) {
        Host first = all.get(0);
        try (Sql sql = session(first, "postgres", deadline)) {
            sql.execute("CREATE DATABASE " + RepmgrConfig.DATABASE);
        }
        run(first, deadline, "primary", "register");
        Lsn registered;
        try (Sql sql = session(first, "postgres", deadline)) {
            registered = sql.one("SELECT pg_current_wal_lsn()", row -> Lsn.parse(row.getString(1)));
        }
        SideBySide.each(all.subList(1, all.size()), standby -> {
            // it looks for the primary in the tables that the standby itself has by now
            awaitReplayed(standby, registered, deadline);
            run(standby, deadline, "standby", "register", "--wait-sync=" + deadline.toSeconds());
        });
    }

    private void awaitReplayed(Host standby, Lsn position, Duration deadline) {
        try (Sql sql = session(standby, "postgres", deadline)) {
            Await.orFail(standby.node() + " has not replayed the registration of the primary", deadline)
                    .until(
                            "to have replayed " + position,
                            () -> sql.one(
                                    "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(position),
                                    row -> row.getBoolean(1)),
                            Boolean::booleanValue);
        }
    }

    private void run(Host host, Duration deadline, String... words) {
        ManagerTool.run(host, repmgr(host), deadline, words);
    }

    private Command repmgr(Host host) {
        return withPasswords(config.program("repmgr", host), host);
    }

    private static Command withPasswords(Command command, Host host) {
        return command.withEnvironment("PGPASSFILE", Credentials.file(host));
    }

    @Override
    public Spawned start(Host host, String serverLog) {
        Command agent = config.program("repmgrd", host).with("--daemonize=false", "--no-pid-file");
        return host.spawn(withPasswords(agent, host), log(host));
    }

    @Override
    public String version(Host host, Duration deadline) {
        String said = host.run(config.program("repmgr", host).with("--version"), deadline)
                .output()
                .strip();
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    @Override
    public List<ServerProcess> agent(Host host) {
        String program = config.path("repmgrd");
        return host.allProcesses().stream()
                .filter(process ->
                        process.title().startsWith(program) && process.title().contains(RepmgrConfig.file(host)))
                .toList();
    }

    @Override
    public String log(Host host) {
        return host.home() + "/repmgrd.log";
    }

    @Override
    public Optional<String> told(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() && !EACH_TURN.matcher(line).find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Each node whose own records say that it is the primary. */
    @Override
    public List<NodeRef> leaders() {
        List<ManagerView> views = views();
        if (views.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "no server shows the records of repmgr within %s s. Start one, or heal what holds it up."
                            .formatted(GLANCE.toSeconds()));
        }
        return leaders(views);
    }

    private List<ManagerView> views() {
        return hosts.stream().flatMap(host -> view(host).stream()).toList();
    }

    private static List<NodeRef> leaders(List<ManagerView> views) {
        return views.stream()
                .flatMap(view -> Stream.ofNullable(view.leader())
                        .filter(leader -> leader.name().equals(view.source())))
                .toList();
    }

    private List<NodeRef> silent(List<ManagerView> views) {
        return hosts.stream()
                .map(Host::node)
                .filter(node -> views.stream().noneMatch(view -> view.source().equals(node.name())))
                .toList();
    }

    @Override
    public WhoLeads whoLeads() {
        List<ManagerView> views = views();
        String words = views.stream()
                .map(view -> "%s: %s".formatted(view.source(), view.leader() == null ? "no node" : view.leader()))
                .collect(Collectors.joining(", ", "the records of repmgr name as primary on ", ""));
        return views.isEmpty()
                ? new WhoLeads(List.of(), List.of(), false, "no server shows the records of repmgr")
                : new WhoLeads(leaders(views), silent(views), true, words);
    }

    @Override
    public String leading() {
        return "is the primary in its own records of repmgr";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    /** What the records in a node's server say, whether or not its agent runs. */
    @Override
    public Optional<ManagerView> view(Host host) {
        try (Sql sql = session(host, RepmgrConfig.DATABASE, GLANCE)) {
            List<ManagerMember> members = sql.query(
                    "SELECT node_name, type, CASE WHEN active THEN 'active' ELSE 'inactive' END FROM repmgr.nodes ORDER BY node_id",
                    row -> new ManagerMember(
                            new NodeRef(row.getString(1)), row.getString(2), row.getString(3), null, null));
            boolean paused = sql.one("SELECT coalesce(repmgr.repmgrd_is_paused(), false)", row -> row.getBoolean(1));
            NodeRef leader = members.stream()
                    .filter(member ->
                            member.role().equals("primary") && member.state().equals("active"))
                    .map(ManagerMember::node)
                    .findFirst()
                    .orElse(null);
            return Optional.of(new ManagerView(host.node().name(), leader, members, paused));
        } catch (ReplicatedPostgresException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isWell(Host host, int nodes) {
        return isRunning(host)
                && view(host)
                        .filter(view -> view.members().size() == nodes
                                && view.members().stream()
                                        .allMatch(member -> member.state().equals("active")))
                        .isPresent();
    }

    private boolean isRunning(Host host) {
        try (Sql sql = session(host, RepmgrConfig.DATABASE, GLANCE)) {
            return sql.one("SELECT repmgr.repmgrd_is_running()", row -> row.getBoolean(1));
        } catch (ReplicatedPostgresException e) {
            return false;
        }
    }

    private Sql session(Host host, String database, Duration deadline) {
        return Sql.ofHarness(
                new Login(host.node().name(), host.endpoint(), database, credentials.superuserPassword(), deadline));
    }

    @Override
    public void refuseSwitchover(NodeRef heir) {
        throw new ReplicatedPostgresException(
                ("%s cannot take over in order: repmgr logs in to the former primary by ssh for that, and the nodes of a test have none."
                                + " Use stop() of the primary, and awaitFailoverFrom().")
                        .formatted(heir));
    }

    @Override
    public void switchover(Host leader, Host heir, Duration deadline) {
        refuseSwitchover(heir.node());
    }

    /** Of each agent in its own server. */
    @Override
    public void pause(boolean paused, List<Host> agents, Duration deadline) {
        if (agents.isEmpty()) {
            throw new ReplicatedPostgresException("no agent of repmgr runs. Start a node with start().");
        }
        var failures = new ArrayList<ReplicatedPostgresException>();
        for (Host host : agents) {
            try (Sql sql = session(host, RepmgrConfig.DATABASE, deadline)) {
                sql.query("SELECT repmgr.repmgrd_pause(?)", row -> true, paused);
            } catch (ReplicatedPostgresException e) {
                failures.add(new ReplicatedPostgresException(
                        "the agent of %s was not %s, since its server did not answer: %s. The others were. Start the server, or heal what holds it up, and say it again."
                                .formatted(host.node(), paused ? "paused" : "resumed", e.getMessage()),
                        e));
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    @Override
    public void reconfigure(Manager settings, List<Host> all, Duration deadline) {
        if (settings.settings().containsKey(PRIORITY)) {
            throw SpecException.of(
                    "settings: " + settings.settings(),
                    "repmgr reads the priority of a node when the node is registered",
                    "Set it by managerSettings of the annotation");
        }
        RepmgrConfig changed = config.with(settings);
        config = changed;
        all.forEach(host -> {
            String text = changed.text(host, 1 + hosts.indexOf(host));
            host.write(RepmgrConfig.file(host), text.getBytes(StandardCharsets.UTF_8));
            host.signal(Signal.HUP, agent(host));
        });
    }

    @Override
    public void rejoin(Host host, Host leader, Duration deadline) {
        // pg_rewind copies the files of the leader, which name its address
        run(
                host,
                deadline,
                "node",
                "rejoin",
                "--force-rewind",
                "--config-files=postgresql.conf,pg_hba.conf",
                "--config-archive-dir=" + host.home(),
                "-d",
                RepmgrConfig.connection(leader));
    }
}
