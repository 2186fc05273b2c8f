package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.PacketFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Background;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packets that are lost below TCP, as PostgreSQL and the firewall see it. */
@Tag("local") // looks at the firewall of this machine
@Tag("alone") // compares all rules of this machine's firewall
class PacketFaultsTest {

    private static final String WRITE = """
            DO $$ BEGIN FOR i IN 1..300 LOOP
              PERFORM pg_logical_emit_message(false, 'packets', repeat('x', 1000)); PERFORM pg_sleep(0.1);
            END LOOP; END $$""";

    static void requireFirewall(Cluster cluster) {
        Optional<String> why = cluster.primary()
                .member()
                .host()
                .whyNot(FaultKind.PACKETS_LOST.needs().orElseThrow());
        assumeTrue(why.isEmpty(), () -> "no packet can be lost here: " + why.orElse(""));
    }

    @Test
    @ReplicatedPostgres
    void whatIsLostIsSentAgain(Cluster cluster) {
        requireFirewall(cluster);
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE t (id int)");
        List<String> before = chains();

        Injected loss = cluster.inject(PacketFaults.loss(primary, 10));
        for (int i = 0; i < 10; i++) {
            primary.execute("INSERT INTO t VALUES (%s)".formatted(i));
        }
        long lost = lost(chains().stream()
                .filter(chain -> !before.contains(chain))
                .findFirst()
                .orElseThrow());
        loss.heal();
        loss.heal();

        assertThat(lost).isPositive();
        assertThat(chains()).isEqualTo(before);
        cluster.awaitInSync();
        assertThat(cluster.standby().query("SELECT count(*) FROM t")).containsExactly("10");
    }

    @Test
    @ReplicatedPostgres(settings = {"wal_sender_timeout = 0", "wal_receiver_timeout = 0", "tcp_user_timeout = 1s"})
    void aCutThatTcpItselfNotices(Cluster cluster) {
        requireFirewall(cluster);
        Node primary = cluster.primary();
        LogMark before = primary.log().mark();
        CompletableFuture<Void> writing = Background.begin(() -> primary.execute(WRITE));
        assertThat(cluster).isInSync();

        cluster.during(PacketFaults.loss(primary, 100), () -> {
            // the harness has connections of its own to this server, and theirs time out too
            Await.orFail("TCP did not give the standby up", Duration.ofSeconds(60))
                    .lookAt(primary.log()::path)
                    .until(
                            "its walsender's log line",
                            () -> primary.log().since(before),
                            PacketFaultsTest::gaveUpNode2);
        });

        primary.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'DO %'");
        assertThatThrownBy(writing::join).hasMessageContaining("canceling statement due to user request");
        cluster.awaitInSync();
        assertThat(cluster.standby()).isStreamingFrom(primary);
    }

    @Test
    void whatStillHoldsGoesWithTheCluster() {
        List<String> before = chains();
        try (Cluster cluster = Cluster.start()) {
            requireFirewall(cluster);
            cluster.inject(PacketFaults.loss(cluster.primary(), 5));
            assertThat(chains()).hasSize(before.size() + 1);
        }

        assertThat(chains()).isEqualTo(before);
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void aShareThatIsNoneIsRefused(Cluster cluster) {
        assertThatThrownBy(() -> PacketFaults.loss(cluster.primary(), 0))
                .isInstanceOf(SpecException.class)
                .hasMessage("loss of 0 percent: wanted a whole number from 1 to 100. Write 100 to lose every packet.");
    }

    private static boolean gaveUpNode2(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains(" node-2 LOG: ") && line.contains("Connection timed out"));
    }

    /** All that are ours, of whatever JVM. */
    static List<String> chains() {
        return iptables("-S")
                .lines()
                .filter(line -> line.startsWith("-N rp-"))
                .sorted()
                .toList();
    }

    private static long lost(String chain) {
        return iptables("-nvxL", chain.substring("-N ".length()))
                .lines()
                .filter(line -> line.contains("DROP"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[0]))
                .sum();
    }

    private static String iptables(String... words) {
        try {
            var command = new ArrayList<>(List.of("iptables", "-w"));
            command.addAll(List.of(words));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
