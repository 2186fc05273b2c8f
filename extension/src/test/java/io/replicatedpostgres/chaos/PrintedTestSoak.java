package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER_AFTER_A_CUT;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.spec.PlaceKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A printed test, pasted as it is printed, fails for the same reason. */
@Tag("soak")
class PrintedTestSoak {

    @Test
    void aPrintedTestFailsForTheSameReason(@TempDir Path directory) {
        Throwable failure = failure(directory);

        Throwable again = run(CompiledTest.in(failure));

        assertThat(failure).hasMessageStartingWith("no acknowledged write lost: BROKEN");
        assertThat(again)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN")
                .hasMessageContaining("No shorter one was tried: it has a single step.");
    }

    private static Throwable failure(Path directory) {
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(directory.resolve("journal.jsonl"), secrets);
                Cluster cluster =
                        Cluster.start(ClusterSpec.builder().standbys(2).build(), new Recording(journal, secrets))) {
            return catchThrowable(
                    () -> Chaos.replay(Step.of(PAUSE, "node-3", 20, 20), Step.of(FAILOVER_AFTER_A_CUT, 20, 200))
                            .upholding(noAcknowledgedWriteLost())
                            .run(cluster));
        }
    }

    private static Throwable run(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .configurationParameter(PlaceKey.RUNTIME.key(), System.getProperty(PlaceKey.RUNTIME.key(), "auto"))
                .configurationParameter(PlaceKey.KEEP.key(), Keep.NEVER.name())
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow())
                .findFirst()
                .orElseThrow();
    }
}
