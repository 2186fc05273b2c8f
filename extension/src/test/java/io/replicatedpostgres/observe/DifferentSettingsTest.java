package io.replicatedpostgres.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Environment;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.SettingsSampled;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferentSettingsTest {

    @Test
    @ReplicatedPostgres(
            settings = {
                "work_mem = 5MB",
                "wal_log_hints = on",
                "my.password = hunter2",
                "app.note = 'host=h password=hunter3 port=1'"
            })
    void whatIsNotAsPostgresWasBuiltIsRecordedOnceForEachNode(Cluster cluster) {
        await().until(() -> seen(cluster).size() == 2);

        assertThat(seen(cluster)).extracting(SettingsSampled::node).containsExactlyInAnyOrderElementsOf(refs(cluster));
        assertThat(seen(cluster))
                .allSatisfy(sampled -> assertThat(sampled.settings())
                        .contains(
                                new SettingState("work_mem", "5MB", "4MB", "configuration file"),
                                new SettingState("wal_log_hints", "on", "off", "configuration file"))
                        .extracting(SettingState::name)
                        .doesNotContain("DateStyle", "in_hot_standby", "client_encoding", "shared_preload_libraries"));
        assertThat(cluster.journal().path().orElseThrow())
                .content(StandardCharsets.UTF_8)
                .doesNotContain("hunter");
        assertThat(events(cluster, Environment.class)).hasSize(1);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, synchronousCommit = SynchronousCommit.OFF)
    void whatTheObserversOwnSessionWasGivenIsNotTheServers(Cluster cluster) {
        await().until(() -> seen(cluster).size() == 1);

        assertThat(seen(cluster).get(0).settings())
                .contains(new SettingState("synchronous_commit", "off", "on", "configuration file"));
    }

    @Test
    void aNameTellsWhatMayBeASecret() {
        assertThat(DifferentSettings.mayBeSecret("app.api_key", "string")).isTrue();
        assertThat(DifferentSettings.mayBeSecret("ssl_passphrase_command", "string"))
                .isTrue();
        assertThat(DifferentSettings.mayBeSecret("password_encryption", "enum")).isFalse();
        assertThat(DifferentSettings.mayBeSecret("archive_command", "string")).isFalse();
    }

    private static List<SettingsSampled> seen(Cluster cluster) {
        return events(cluster, SettingsSampled.class);
    }

    private static <T> List<T> events(Cluster cluster, Class<T> type) {
        return JournalFile.readAll(cluster.journal().path().orElseThrow()).stream()
                .map(Entry::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<NodeRef> refs(Cluster cluster) {
        return cluster.nodes().stream().map(Node::ref).toList();
    }
}
