package io.replicatedpostgres.manager;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.replicatedpostgres.model.ManagerMember;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Service;
import io.replicatedpostgres.topology.Spawned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Patroni: one agent on each node, and etcd.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html">Patroni REST API</a>
 */
public final class Patroni implements FailoverManager {

    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final String PAUSE = "{\"pause\": true}";
    private static final String RESUME = "{\"pause\": null}";

    /** Each turn of an agent's loop that finds all as it should be, and each request to it. */
    private static final Pattern EACH_TURN = Pattern.compile(
            "no action\\. I am|Lock owner: |Watchdog not supported|\"(GET|POST|PATCH|OPTIONS|HEAD) |Selected new etcd server|nothing to reload");

    /** {@code 2026-11-29 13:15:49,391 INFO: acquired session lock as a leader}. */
    private static final Pattern LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} (INFO|WARNING|ERROR|CRITICAL): (.*)");

    private final PatroniConfig config;
    private final Credentials credentials;
    private final Etcd etcd;
    private final @Nullable String unpacked;

    /**
     * The agents of one cluster.
     *
     * @param config what they are told
     * @param credentials what opens the servers
     * @param etcd their store
     * @param place which Patroni
     */
    public Patroni(PatroniConfig config, Credentials credentials, Etcd etcd, Place place) {
        this.config = config;
        this.credentials = credentials;
        this.etcd = etcd;
        this.unpacked = place.patroni();
    }

    @Override
    public Manager asked() {
        return config.manager();
    }

    /** The name of the cluster in the store. */
    @Override
    public Optional<String> clusterName() {
        return Optional.of(config.scope());
    }

    @Override
    public boolean ownsServers() {
        return true;
    }

    @Override
    public List<Host> stores() {
        return etcd.members();
    }

    @Override
    public void startStore(Host store) {
        etcd.start(store);
    }

    @Override
    public void configure(Configuration server) {
        // it asks for nothing
    }

    @Override
    public List<FileChange> files(Host host, Configuration server) {
        return List.of(FileChange.whole(
                file(host), config.yaml(host, server, etcd.endpoints()).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void prepare(List<Host> hosts, Duration deadline) {
        etcd.awaitHealthy(deadline);
    }

    private static String file(Host host) {
        return host.home() + "/patroni.yml";
    }

    @Override
    public String log(Host host) {
        return host.home() + "/patroni.log";
    }

    /** It starts the server too, where that does not run. */
    @Override
    public Spawned start(Host host, String serverLog) {
        Command command = program()
                .with(file(host))
                .withEnvironment("PATRONI_SUPERUSER_USERNAME", Credentials.SUPERUSER)
                .withEnvironment("PATRONI_SUPERUSER_PASSWORD", credentials.superuserPassword())
                .withEnvironment("PATRONI_REPLICATION_USERNAME", Credentials.REPLICATION)
                .withEnvironment("PATRONI_REPLICATION_PASSWORD", credentials.replicationPassword());
        return host.spawn(command, serverLog);
    }

    private Command program() {
        return unpacked == null
                ? Command.of("patroni")
                : Command.of(unpacked + "/usr/bin/patroni")
                        .withEnvironment("PYTHONPATH", unpacked + "/usr/lib/python3/dist-packages");
    }

    @Override
    public String version(Host host, Duration deadline) {
        String said = host.run(program().with("--version"), deadline).output().strip();
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    @Override
    public List<ServerProcess> agent(Host host) {
        return host.allProcesses().stream()
                .filter(process -> process.title().contains(file(host)))
                .toList();
    }

    @Override
    public Optional<String> told(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() && !EACH_TURN.matcher(line).find() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    /** Who holds the leader key, as the store says: one node at most. */
    @Override
    public List<NodeRef> leaders() {
        return key("leader").map(NodeRef::new).stream().toList();
    }

    private Optional<String> key(String name) {
        return etcd.value("/service/%s/%s".formatted(config.scope(), name));
    }

    @Override
    public WhoLeads whoLeads() {
        try {
            List<NodeRef> leaders = leaders();
            String who = leaders.isEmpty() ? "no node" : leaders.get(0).name();
            return new WhoLeads(leaders, List.of(), true, "the store says that %s holds the leader key".formatted(who));
        } catch (ReplicatedPostgresException e) {
            return new WhoLeads(List.of(), List.of(), false, "the store does not answer");
        }
    }

    @Override
    public String leading() {
        return "holds the leader key";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    /** Once its dynamic configuration is in the store: until then no agent goes by it, and none can be told another one. */
    @Override
    public boolean isReady() {
        return key("config").isPresent();
    }

    @Override
    public Optional<ManagerView> view(Host host) {
        try {
            Http.Answer answer = Http.get(api(host) + "/cluster", GLANCE);
            return answer.isFine() ? Optional.of(parsed(host.node().name(), answer.body())) : Optional.empty();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** With synchronous_mode that includes a synchronous standby: until there is one, commits wait for no standby. */
    @Override
    public boolean isWell(Host host, int nodes) {
        return view(host).filter(view -> isWell(view, nodes)).isPresent();
    }

    private boolean isWell(ManagerView view, int nodes) {
        if (nodes > 1 && asked().isSynchronous() && view.members().stream().noneMatch(ManagerMember::isSynchronous)) {
            return false;
        }
        return view.leader() != null
                && view.members().size() == nodes
                && view.members().stream()
                        .allMatch(member -> member.state().equals("running")
                                || member.state().equals("streaming"));
    }

    private static String api(Host host) {
        return "http://%s:%s".formatted(host.serverAddress(), Service.API.port());
    }

    static ManagerView parsed(String source, String json) {
        JsonObject cluster = JsonParser.parseString(json).getAsJsonObject();
        var members = new ArrayList<ManagerMember>();
        @Nullable NodeRef leader = null;
        for (JsonElement each : cluster.getAsJsonArray("members")) {
            JsonObject one = each.getAsJsonObject();
            var member = new ManagerMember(
                    new NodeRef(one.get("name").getAsString()),
                    one.get("role").getAsString(),
                    one.get("state").getAsString(),
                    one.has("timeline") && isNumber(one.get("timeline"))
                            ? new Timeline(one.get("timeline").getAsInt())
                            : null,
                    one.has("lag") && isNumber(one.get("lag")) ? one.get("lag").getAsLong() : null);
            members.add(member);
            if (member.role().endsWith("leader")) {
                leader = member.node();
            }
        }
        boolean paused = cluster.has("pause") && cluster.get("pause").getAsBoolean();
        return new ManagerView(source, leader, members, paused);
    }

    /** What is not known is the text {@code unknown}. */
    private static boolean isNumber(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
    }

    @Override
    public void switchover(Host leader, Host heir, Duration deadline) {
        command(
                leader,
                "switch over to " + heir.node(),
                "/switchover",
                "{\"leader\": \"%s\", \"candidate\": \"%s\"}".formatted(leader.node(), heir.node()),
                deadline);
    }

    @Override
    public void pause(boolean paused, List<Host> hosts, Duration deadline) {
        configureAll(paused ? PAUSE : RESUME, hosts, deadline);
    }

    @Override
    public void reconfigure(Manager settings, List<Host> hosts, Duration deadline) {
        String json = settings.settings().entrySet().stream()
                .map(one -> "\"%s\": %s".formatted(one.getKey(), json(one.getValue())))
                .collect(Collectors.joining(", ", "{", "}"));
        configureAll(json, hosts, deadline);
    }

    /** Numbers and truth values stand for themselves; {@code on} and {@code off} are words of YAML. */
    private static String json(String value) {
        return switch (value) {
            case "on", "yes", "true" -> "true";
            case "off", "no", "false" -> "false";
            default -> value.matches("-?\\d+") ? value : "\"%s\"".formatted(value);
        };
    }

    /** By way of the first agent that answers. */
    private void configureAll(String json, List<Host> hosts, Duration deadline) {
        var refusals = new ArrayList<ReplicatedPostgresException>();
        for (Host host : hosts) {
            try {
                command(host, "take the configuration " + json, "/config", json, deadline);
                return;
            } catch (ReplicatedPostgresException e) {
                refusals.add(e);
            }
        }
        throw refusals.isEmpty()
                ? new ReplicatedPostgresException("no agent of Patroni runs that could take %s".formatted(json))
                : refusals.get(0);
    }

    /** An agent does it by itself, once it is started. */
    @Override
    public void rejoin(Host host, Host leader, Duration deadline) {
        throw new ReplicatedPostgresException(
                "%s needs no command to join again: the agent of Patroni rewinds its server. Use start()."
                        .formatted(host.node()));
    }

    private void command(Host host, String what, String path, String json, Duration deadline) {
        try {
            Http.Answer answer = path.equals("/config")
                    ? Http.patch(api(host) + path, json, deadline)
                    : Http.post(api(host) + path, json, deadline);
            if (!answer.isFine()) {
                throw new ReplicatedPostgresException("Patroni on %s would not %s: %s (HTTP %s). Log: %s"
                        .formatted(host.node(), what, answer.body().strip(), answer.status(), log(host)));
            }
        } catch (IOException e) {
            throw new ReplicatedPostgresException(
                    "Patroni on %s did not answer when it was told to %s. Start its agent, or heal what holds it up. Log: %s"
                            .formatted(host.node(), what, log(host)),
                    e);
        }
    }
}
