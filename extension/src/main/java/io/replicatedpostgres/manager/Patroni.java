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
import org.jspecify.annotations.Nullable;

/**
 * Patroni: one agent on each node, and etcd.
 *
 * @see <a href="https://patroni.readthedocs.io/en/latest/rest_api.html">Patroni REST API</a>
 */
public final class Patroni {

    private static final Duration GLANCE = Duration.ofSeconds(1);

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

    /** The name of the cluster in the store. */
    public String scope() {
        return config.scope();
    }

    /** Its store. */
    public Etcd etcd() {
        return etcd;
    }

    /** The file that tells an agent what it does. */
    public FileChange configuration(Host host, Configuration server) {
        return FileChange.whole(
                file(host), config.yaml(host, server, etcd.endpoints()).getBytes(StandardCharsets.UTF_8));
    }

    private static String file(Host host) {
        return host.home() + "/patroni.yml";
    }

    /** The log of an agent, a path of its host. */
    public static String log(Host host) {
        return host.home() + "/patroni.log";
    }

    /**
     * Starts an agent, which starts the server.
     *
     * @param serverLog where the server writes its log to
     */
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

    /** What it says of its version: {@code 3.0.2}. */
    public String version(Host host, Duration deadline) {
        String said = host.run(program().with("--version"), deadline).output().strip();
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    /** The process of an agent; none if it does not run. */
    public static List<ServerProcess> agent(Host host) {
        return host.allProcesses().stream()
                .filter(process -> process.title().contains(file(host)))
                .toList();
    }

    /** Who holds the leader key, as the store says; empty if nobody does. */
    public Optional<NodeRef> leader() {
        return etcd.value("/service/%s/leader".formatted(config.scope())).map(NodeRef::new);
    }

    /** Whether the dynamic configuration is in the store: until then no agent goes by it, and none can be told another one. */
    public boolean isConfigured() {
        return etcd.value("/service/%s/config".formatted(config.scope())).isPresent();
    }

    /** What the agent of a node says of the cluster; empty if it does not answer within a second. */
    public Optional<ManagerView> view(Host host) {
        try {
            Http.Answer answer = Http.get(api(host) + "/cluster", GLANCE);
            return answer.isFine() ? Optional.of(parsed(host.node().name(), answer.body())) : Optional.empty();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
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

    /** Asks a leader to hand over to another node, and waits for the answer. */
    public void switchover(Host leader, NodeRef heir, Duration deadline) {
        command(
                leader,
                "switch over to " + heir,
                "/switchover",
                "{\"leader\": \"%s\", \"candidate\": \"%s\"}".formatted(leader.node(), heir),
                deadline);
    }

    /** Changes the dynamic configuration of all agents, by way of one of them. */
    public void configure(Host host, String json, Duration deadline) {
        command(host, "take the configuration " + json, "/config", json, deadline);
    }

    private static void command(Host host, String what, String path, String json, Duration deadline) {
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
