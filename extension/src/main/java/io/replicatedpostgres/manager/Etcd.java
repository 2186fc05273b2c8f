package io.replicatedpostgres.manager;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Service;
import io.replicatedpostgres.topology.Spawned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The members of an etcd cluster, the distributed configuration store of Patroni. Nothing of it survives a power cut: it does not sync.
 *
 * @see <a href="https://etcd.io/docs/v3.4/op-guide/configuration/">etcd's configuration flags</a>
 */
public final class Etcd {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<? extends Host> members;

    /** A cluster of these hosts. */
    public Etcd(List<? extends Host> members) {
        this.members = List.copyOf(members);
    }

    /** The hosts. */
    public List<Host> members() {
        return List.copyOf(members);
    }

    /** Where clients connect to. */
    List<String> endpoints() {
        return members.stream().map(member -> member.endpoint().toString()).toList();
    }

    /** Starts one member, for the first time or again. */
    public Spawned start(Host member) {
        String clients = "http://" + member.endpoint();
        String peers = peer(member);
        Command command = Command.of(
                "etcd",
                "--name=" + member.node(),
                "--data-dir=" + member.home() + "/store",
                "--unsafe-no-fsync",
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster="
                        + members.stream()
                                .map(one -> one.node() + "=" + peer(one))
                                .collect(Collectors.joining(",")),
                "--logger=zap",
                "--log-outputs=stderr");
        // one alone elects itself, as soon as it may; several have etcd's own patience with each other
        return member.spawn(
                members.size() == 1 ? command.with("--heartbeat-interval=50", "--election-timeout=500") : command,
                log(member));
    }

    /** The log of a member, a path of its host. */
    public static String log(Host member) {
        return member.home() + "/etcd.log";
    }

    private static String peer(Host member) {
        return "http://%s:%s".formatted(member.serverAddress(), Service.PEER.port());
    }

    /** Waits until all members say that the cluster has a leader. */
    public void awaitHealthy(Duration deadline) {
        Await.orFail("etcd did not come up", deadline)
                .lookAt(() -> members.stream().map(Etcd::log).collect(Collectors.joining(", ", "Logs: ", "")))
                .until("healthy", () -> members.stream().allMatch(Etcd::isHealthy), Boolean::booleanValue);
    }

    private static boolean isHealthy(Host member) {
        try {
            return Http.get("http://%s/health".formatted(member.endpoint()), PATIENCE)
                    .isFine();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The value of a key, as the first member says that answers.
     *
     * @throws ReplicatedPostgresException if none answers
     */
    public Optional<String> value(String key) {
        String question = "{\"key\": \"%s\"}".formatted(base64(key));
        for (Host member : members) {
            try {
                Http.Answer answer =
                        Http.post("http://%s/v3/kv/range".formatted(member.endpoint()), question, PATIENCE);
                if (answer.isFine()) {
                    return firstValue(answer.body());
                }
            } catch (IOException | JsonParseException e) {
                // the next member may answer
            }
        }
        throw new ReplicatedPostgresException(
                "no member of etcd answers within %s s: %s are frozen, killed, or have no majority. Wait until the faults that strike them are healed."
                        .formatted(
                                PATIENCE.toSeconds(),
                                members.stream().map(Host::node).toList()));
    }

    private static Optional<String> firstValue(String json) {
        JsonObject answer = JsonParser.parseString(json).getAsJsonObject();
        JsonArray found = answer.getAsJsonArray("kvs");
        return found == null || found.isEmpty()
                ? Optional.empty()
                : Optional.of(new String(
                        Base64.getDecoder()
                                .decode(found.get(0)
                                        .getAsJsonObject()
                                        .get("value")
                                        .getAsString()),
                        StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
