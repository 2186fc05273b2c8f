package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Servers that log all they can, while everything is done that needs a password. */
class PasswordsStaySecretTest {

    private static final String[] CHATTY = {
        "log_statement = all",
        "log_connections = on",
        "log_disconnections = on",
        "log_replication_commands = on",
        "log_min_messages = debug1",
        "log_min_error_statement = debug1",
        "log_min_duration_statement = 0"
    };

    @Test
    void inLogsAndProcessLists() throws InterruptedException {
        Set<String> seen = new ConcurrentSkipListSet<>();
        var done = new AtomicBoolean();
        var looking = new Thread(() -> {
            while (!done.get()) {
                seen.addAll(Leftovers.commandLines());
            }
        });
        looking.start();
        var spec = ClusterSpec.builder().settings(CHATTY).build();

        try (Cluster cluster = Cluster.start(spec)) {
            useThePasswords(cluster.node("node-1"), cluster.node("node-2"));
            done.set(true);
            looking.join();

            Credentials credentials =
                    cluster.node("node-1").member().provisioned().credentials();
            List<String> secrets = List.of(credentials.superuserPassword(), credentials.replicationPassword());
            assertThat(seen).anyMatch(line -> line.contains("pg_basebackup"));
            assertThat(seen).noneMatch(line -> secrets.stream().anyMatch(line::contains));
            for (Node node : cluster.nodes()) {
                assertThat(node.log().lines()).anyMatch(line -> line.contains("connection authorized"));
                assertThat(node.log().lines())
                        .noneMatch(line -> secrets.stream().anyMatch(line::contains));
            }
            assertThat(credentials.toString()
                            + cluster
                            + cluster.node("node-1").member().provisioned())
                    .doesNotContain(secrets);
        } finally {
            done.set(true);
        }
    }

    private static void useThePasswords(Node primary, Node standby) {
        standby.stop(StopMode.FAST);
        standby.rebuildFrom(primary);
        standby.start();
        standby.awaitStreamingFrom(primary);
        standby.promote();
        primary.checkpoint();
        standby.checkpoint();
        standby.stop(StopMode.FAST);
        standby.rewindTo(primary);
        standby.start();
        standby.awaitStreamingFrom(primary);
    }
}
