package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.observe.Subject;
import io.replicatedpostgres.observe.Ties;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.Rewind;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.ServerSettings;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.postgres.Upstream;
import io.replicatedpostgres.provision.FileSettings;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The machinery of one node: its host, its server, its configuration, and whom it follows. */
final class Member {

    /** A look at a state must not wait for a frozen server longer than this. */
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** Each further look at a server that is slow. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private static final String BY_TEST = "asked for by the test";

    private final ClusterSpec cluster;
    private final NodeSpec spec;
    private final Provisioned provisioned;
    private final Host host;
    private final Server server;
    private final Configuration configuration;
    private final Queue<Runnable> onceStarted = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> recovery = new ConcurrentLinkedQueue<>();
    private final @Nullable Management management;
    private volatile @Nullable NodeRef upstream;

    Member(ClusterSpec cluster, NodeSpec spec, Provisioned provisioned) {
        this(cluster, spec, provisioned, null);
    }

    /** A node of a cluster that may have a failover manager. */
    Member(ClusterSpec cluster, NodeSpec spec, Provisioned provisioned, @Nullable Management management) {
        this.management = management;
        this.cluster = cluster;
        this.spec = spec;
        this.provisioned = provisioned;
        this.host = provisioned.topology().host(spec.ref());
        this.server = new Server(host, provisioned.binaries());
        this.configuration = configuration();
    }

    private Configuration configuration() {
        var settings = new ServerSettings(version(), cluster.place().profile());
        Configuration conf = settings.defaults();
        cluster.diskOf(spec).ifPresent(disk -> conf.set("fsync", "on", "what was synced survives a power cut"));
        FileSettings.into(conf, cluster.place());
        conf.setAll(cluster.settings(), BY_TEST).setAll(spec.settings(), BY_TEST + " for this node");
        settings.own(
                conf,
                host,
                management()
                        .flatMap(owner -> owner.manager().clusterName())
                        .orElseGet(() -> "rp-%s-%s".formatted(provisioned.id(), spec.ref())));
        management().ifPresent(owner -> owner.manager().configure(conf));
        conf.set("synchronous_commit", cluster.synchronousCommit().value(), "the level the test asked for");
        archive().ifPresent(archive -> {
            conf.set("archive_mode", "on", "finished WAL is kept");
            conf.set("archive_command", archive.archiveCommand(), "copies, and never overwrites");
            conf.set("restore_command", archive.restoreCommand(), "standbys, and pg_rewind -c, read it from there");
        });
        if (cluster.archive() == ArchiveMode.PER_NODE) {
            conf.set(
                    "archive_cleanup_command",
                    archive().orElseThrow().cleanupCommand(provisioned.binaries()),
                    "a standby trims its own archive");
        }
        return conf;
    }

    NodeRef ref() {
        return spec.ref();
    }

    NodeSpec spec() {
        return spec;
    }

    Host host() {
        return host;
    }

    Server server() {
        return server;
    }

    Configuration conf() {
        return configuration;
    }

    Provisioned provisioned() {
        return provisioned;
    }

    PostgresVersion version() {
        return provisioned.binaries().version();
    }

    Duration deadline() {
        return cluster.deadline();
    }

    /** What is done to its machine where a failover manager owns its server; empty if the test does. */
    Optional<ManagedVerbs> managed() {
        return management().map(owner -> new ManagedVerbs(this, owner));
    }

    /** Whether the agent of a failover manager runs beside its server. */
    boolean hasAgent() {
        return managed().filter(ManagedVerbs::hasAgent).isPresent();
    }

    /** Something to be done when its server answers: at once if it does, else after its next start. */
    void onceItRuns(Runnable act) {
        if (server.isRunning()) {
            act.run();
        } else {
            onceStarted.add(act);
        }
    }

    /** Something to be done after its next start, or when it is resumed. */
    void onNextStart(Runnable act) {
        onceStarted.add(act);
    }

    /** Its server answers again. */
    void hasStarted() {
        for (Runnable act = onceStarted.poll(); act != null; act = onceStarted.poll()) {
            act.run();
        }
    }

    Rewind rewind() {
        return new Rewind(host, provisioned.binaries());
    }

    Optional<NodeRef> upstream() {
        return management == null ? Optional.ofNullable(upstream) : management.upstreamOf(ref());
    }

    /** The failover manager that owns its server; empty if the test does. */
    Optional<Management> management() {
        return Optional.ofNullable(management);
    }

    Optional<Archive> archive() {
        return switch (cluster.archive()) {
            case NONE -> Optional.empty();
            case PER_NODE -> Optional.of(Archive.ofNode(host));
            case SHARED -> Optional.of(Archive.shared(host));
        };
    }

    String passwordFile() {
        return Credentials.file(host);
    }

    /** Writes all that a node needs beside a copy of the template. */
    void prepare() {
        List<FileChange> changes = besideData();
        changes.addAll(server.configured(configuration, spec.upstream().isPresent()));
        host.change(changes);
    }

    /** Gives its running server over to a failover manager, which decides whom it streams from. */
    void handOver(Management owner) {
        var changes = new ArrayList<FileChange>();
        if (owner.manager().ownsServers()) {
            configuration.unset("primary_conninfo");
            configuration.unset("primary_slot_name");
            changes.addAll(server.configured(configuration, spec.upstream().isPresent()));
        }
        changes.addAll(owner.manager().files(host, configuration));
        host.change(changes);
    }

    /** What a node needs that has no data directory yet. */
    void prepareBesideData() {
        host.change(besideData());
    }

    private List<FileChange> besideData() {
        var changes = new ArrayList<FileChange>();
        archive().map(Archive::made).ifPresent(changes::add);
        changes.add(FileChange.whole(
                passwordFile(), provisioned.credentials().passwordFile().getBytes(StandardCharsets.UTF_8)));
        return changes;
    }

    void writeConfiguration() {
        server.configure(configuration);
    }

    /** Writes it and reloads: it holds for every connection made from now on. A stopped server reads it when it starts. */
    void applyConfiguration() {
        writeConfiguration();
        if (patientState().timeline() != null) {
            String before = loaded();
            server.reload();
            Await.orFail(ref() + " did not read its settings", deadline())
                    .lookAt(this::whereToLook)
                    .until("pg_conf_load_time() after " + before, this::loaded, seen -> !seen.equals(before));
        } else if (server.isRunning()) {
            server.reload();
        }
    }

    /** Of the postmaster: a new session inherits it. */
    private String loaded() {
        try (Sql sql = session()) {
            return sql.one("SELECT pg_conf_load_time()::text", row -> row.getString(1));
        }
    }

    /** A setting for a recovery to a target. */
    void recovers(String name, String value, String reason) {
        recovery.add(configuration.override(name, value, reason));
    }

    /** It becomes a standby, or is recovered to another target. */
    void recoversNoMore() {
        for (Runnable takeBack = recovery.poll(); takeBack != null; takeBack = recovery.poll()) {
            takeBack.run();
        }
    }

    /** Where this node reaches another: the end of the link between them. */
    Upstream towards(NodeRef other, @Nullable String slot) {
        if (other.equals(ref())) {
            throw new ReplicatedPostgresException(
                    "%s reaches itself through no link: there are links between two nodes. Name another node, or leave the connection out: a tool on its host asks %s anyway."
                            .formatted(ref(), ref()));
        }
        return new Upstream(
                other, provisioned.topology().link(Route.between(ref(), other)).endpoint(), slot);
    }

    /** Sets the upstream in the file only; the server is not told to reload. */
    void writeUpstream(NodeRef other, @Nullable String slot) {
        configuration.set(
                "primary_conninfo",
                towards(other, slot).connectionInfo(ref(), passwordFile(), version()),
                "streams from " + other + ", through the link");
        if (slot == null) {
            configuration.unset("primary_slot_name");
        } else {
            configuration.set("primary_slot_name", slot, other + " keeps the WAL for it");
        }
        upstream = other;
        writeConfiguration();
    }

    /** The slot this node streams through on an upstream; null if the test wants it to do without. */
    @Nullable
    String slotName() {
        if (management != null) {
            return management.manager().nameOfStandby(ref()).orElseGet(() -> ref().slotName());
        }
        boolean isFirstPrimary = spec.upstream().isEmpty();
        return spec.slot().orElse(isFirstPrimary ? ref().slotName() : null);
    }

    /** The {@code application_name} of its walreceiver. */
    String applicationName() {
        return management()
                .flatMap(owner -> owner.manager().nameOfStandby(ref()))
                .orElseGet(() -> ref().name());
    }

    /** A session past all links. */
    Sql session() {
        return session("postgres", deadline()).diagnosedBy(new SessionEnd(this));
    }

    Sql session(String database, Duration deadline) {
        return Sql.ofHarness(login(database, deadline));
    }

    Sql session(String database, String password, Duration deadline) {
        return Sql.ofHarness(new Login(ref().name(), host.endpoint(), database, password, deadline));
    }

    private Login login(String database, Duration deadline) {
        return new Login(
                ref().name(),
                host.endpoint(),
                database,
                provisioned.credentials().superuserPassword(),
                deadline);
    }

    /** A connection that holds a walsender, past all links. */
    Sql walsender() {
        return Sql.ofWalsender(login("postgres", deadline()));
    }

    /** Looks into the catalog. */
    <T> T look(Function<Catalog, T> question) {
        try (Sql sql = session()) {
            return question.apply(catalog(sql));
        }
    }

    Catalog catalog(Sql sql) {
        return new Catalog(ref(), version(), sql);
    }

    /** What it is doing; never fails, and never waits long. */
    ServerState state() {
        return state(GLANCE);
    }

    private ServerState state(Duration patience) {
        try (Sql sql = session("postgres", patience)) {
            return catalog(sql).state();
        } catch (SqlException e) {
            return server.isRunning() ? ServerState.unresponsive(ref(), refusal(e)) : ServerState.stopped(ref());
        }
    }

    /** What the server itself said, and not what became of the connection; null if it said nothing. */
    private static @Nullable String refusal(SqlException e) {
        String state = e.state();
        Throwable cause = e.getCause();
        return state == null || state.startsWith("08") || cause == null || cause.getMessage() == null
                ? null
                : cause.getMessage().lines().findFirst().orElse(null);
    }

    /**
     * What it is doing; never fails. A server that takes connections and is slow, as on a loaded machine, is waited for until
     * the deadline; one that is frozen, or does not take connections yet, is not.
     */
    ServerState patientState() {
        ServerState glance = state();
        if (!isSlow(glance)) {
            return glance;
        }
        ServerState[] last = {glance};
        try {
            return Await.orFail(ref() + " did not answer", deadline())
                    .until("an answer", () -> last[0] = state(LOOK), seen -> !isSlow(seen));
        } catch (DeadlineException e) {
            return last[0];
        }
    }

    private boolean isSlow(ServerState seen) {
        return seen.role() == ServerState.Role.UNRESPONSIVE && server.saysReady() && !server.isFrozen(deadline());
    }

    /** The links to this node refuse connections while its server is down, as it would itself. */
    void linksServe(boolean runs) {
        provisioned.topology().linksTo(ref()).forEach(link -> link.serverRuns(runs));
    }

    /**
     * What the observer looks at.
     *
     * @param seen is told what each look has shown
     */
    Subject subject(Consumer<NodeSampled> seen) {
        return new Subject(
                ref(),
                version(),
                () -> Sql.ofObserver(login("postgres", GLANCE)),
                server::saysReady,
                server::isRunning,
                server.log(),
                ties(),
                seen);
    }

    private Ties ties() {
        return new Ties() {
            @Override
            public Optional<NodeRef> upstream() {
                return Member.this.upstream();
            }

            @Override
            public Optional<String> slot() {
                return Optional.ofNullable(slotName());
            }

            @Override
            public Optional<String> applicationName() {
                return Optional.of(Member.this.applicationName());
            }

            @Override
            public Optional<NodeRef> at(Endpoint endpoint) {
                return reaches(endpoint);
            }
        };
    }

    /** Which node this one reaches at an endpoint: through the link, or past it. */
    Optional<NodeRef> reaches(Endpoint endpoint) {
        Topology topology = provisioned.topology();
        try {
            return topology.nodes().stream()
                    .filter(other -> !other.equals(ref()))
                    .filter(other -> Stream.of(
                                    topology.link(Route.between(ref(), other)).endpoint(),
                                    topology.host(other).endpoint(),
                                    topology.host(other).endpointForHosts())
                            .anyMatch(one -> isSame(one, endpoint)))
                    .findFirst();
        } catch (ReplicatedPostgresException e) {
            // a node is being removed: what is asked again finds the others
            return Optional.empty();
        }
    }

    private static boolean isSame(Endpoint one, Endpoint other) {
        return one.port() == other.port()
                && (one.host().equals(other.host())
                        || (LOOPBACK.contains(one.host()) && LOOPBACK.contains(other.host())));
    }

    /** Its name. */
    @Override
    public String toString() {
        return ref().name();
    }

    /** Where to look, and what its upstream has answered if it does not stream. */
    String whyItDoesNotStream() {
        try {
            return whereToLook()
                    + server.log().lastRefusal().map(line -> "\n    " + line).orElse("");
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            // a host that does not answer: the wait has failed for a reason of its own
            return whereToLook();
        }
    }

    String whereToLook() {
        return "Log: " + server.log().path();
    }
}
