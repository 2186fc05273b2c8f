package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeds with every default, one line each: {@code mvn -pl reports,extension test -DexcludedGroups= -Dtest=ChaosSeedsSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dchaos.seeds=100 -Dchaos.first=1}, with {@code -Dchaos.manager=PATRONI} under a failover manager.
 * The whole message of a red one is written to
 * {@code target/chaos-seeds}, with its journal.
 */
@Tag("soak")
class ChaosSeedsSoak {

    private static final Path KEPT = Path.of("target", "chaos-seeds");

    private static final ManagerKind MANAGER =
            ManagerKind.valueOf(System.getProperty("chaos.manager", ManagerKind.NONE.name()));

    /** Which lines to run, as a regular expression. */
    private static final String WHICH = System.getProperty("chaos.which", ".*");

    enum Commit {
        SYNCHRONOUS,
        ASYNCHRONOUS;

        ClusterSpec spec() {
            return MANAGER == ManagerKind.NONE ? ofTheHarness() : managed(this == SYNCHRONOUS);
        }

        private ClusterSpec ofTheHarness() {
            return ClusterSpec.builder()
                    .synchronousCommit(this == SYNCHRONOUS ? SynchronousCommit.REMOTE_APPLY : SynchronousCommit.ON)
                    .build();
        }
    }

    private static ClusterSpec managed(boolean synchronous) {
        ClusterSpecBuilder spec = ClusterSpec.builder().standbys(2).timeout(Duration.ofSeconds(90));
        switch (MANAGER) {
            case PATRONI -> spec.manager(Manager.patroni("synchronous_mode = " + synchronous));
            case PG_AUTO_FAILOVER -> spec.manager(Manager.pgAutoFailover("replication_quorum = " + synchronous));
            default -> {
                spec.manager(Manager.repmgr());
                if (synchronous) {
                    spec.synchronousStandbys(SynchronousStandbys.parse("ANY 1 (*)"));
                }
            }
        }
        return spec.build();
    }

    @ParameterizedTest
    @EnumSource
    void everySeedIsGreen(Commit commit, @TempDir Path directory) throws IOException {
        assumeTrue(commit.name().matches(WHICH));
        Files.createDirectories(KEPT);
        var red = new ArrayList<String>();
        long first = Long.getLong("chaos.first", 1);
        for (long seed = first; seed < first + Long.getLong("chaos.seeds", 10); seed++) {
            Path journal = directory.resolve("%s-%s.jsonl".formatted(commit, seed));
            long began = System.nanoTime();
            Optional<String> failure = run(seed, commit.spec(), journal);
            String line = String.format(
                    Locale.ROOT,
                    "chaos %s seed %s: %s, %.1f s%s",
                    commit.name().toLowerCase(Locale.ROOT),
                    seed,
                    failure.isEmpty() ? "green" : "RED",
                    (System.nanoTime() - began) / 1e9,
                    failure.map(message -> ": " + message.lines().findFirst().orElse(""))
                            .orElse(""));
            System.out.println(line);
            if (failure.isPresent()) {
                red.add(line);
                Files.writeString(KEPT.resolve("%s-%s.txt".formatted(commit, seed)), failure.get());
                Files.copy(
                        journal, KEPT.resolve(journal.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        assertThat(red).isEqualTo(List.of());
    }

    private static Optional<String> run(long seed, ClusterSpec spec, Path file) {
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            Chaos.seed(seed).run(cluster);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
