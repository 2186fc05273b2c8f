package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Power cuts at random moments under load: {@code mvn -pl reports,extension test -DexcludedGroups= -Dtest=PowerCutSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dreplicatedpostgres.runtime=local -Dpower.cuts=200}, for each level of {@code
 * synchronous_commit}. A line for each level says how many writes were acknowledged and how many were lost.
 */
@Tag("soak")
class PowerCutSoak {

    private static final int CUTS = Integer.getInteger("power.cuts", 200);
    private static final long LONGEST_MILLIS = 400;

    @TempDir
    Path directory;

    /** Who loses power, and what happens then. */
    private enum After {
        /** The primary, which is started again. */
        RESTART,
        /** Both at one instant; the standby is started and promoted. */
        PROMOTION
    }

    @ParameterizedTest
    @EnumSource
    void aRestartedPrimaryHasWhatItPromised(SynchronousCommit level) throws InterruptedException {
        Sum sum = rounds(level, After.RESTART, true);

        if (level != SynchronousCommit.OFF) {
            assertThat(sum.lost).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPromotedStandbyHasWhatWasPromised(SynchronousCommit level) throws InterruptedException {
        Sum sum = rounds(level, After.PROMOTION, true);

        if (level == SynchronousCommit.ON || level == SynchronousCommit.REMOTE_APPLY) {
            assertThat(sum.lost).isZero();
        }
    }

    @Test
    void aLieIsFoundInEveryRoundThatLost() throws InterruptedException {
        Sum sum = rounds(SynchronousCommit.ON, After.RESTART, false);

        assertThat(sum.roundsWithLoss).isPositive();
        assertThat(sum.roundsFound).isEqualTo(sum.roundsWithLoss);
    }

    /** Over all rounds. */
    private static final class Sum {
        private long acknowledged;
        private long lost;
        private int roundsWithLoss;
        private int roundsFound;
        private double oldestLostSeconds;
    }

    private Sum rounds(SynchronousCommit level, After after, boolean syncs) throws InterruptedException {
        var sum = new Sum();
        var random = new Random(7);
        var accused = new ArrayList<String>();
        for (int round = 1; round <= CUTS; round++) {
            round(level, after, syncs, random, sum, accused);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%s, %s%s: %,d power cuts, %,d acknowledged, %,d lost in %d rounds, the oldest of them %.3f s before the cut; found in %d",
                level,
                after,
                syncs ? "" : ", fsync off",
                CUTS,
                sum.acknowledged,
                sum.lost,
                sum.roundsWithLoss,
                sum.oldestLostSeconds,
                sum.roundsFound));
        if (syncs) {
            assertThat(accused).isEmpty();
        }
        return sum;
    }

    private void round(
            SynchronousCommit level, After after, boolean syncs, Random random, Sum sum, List<String> accused)
            throws InterruptedException {
        Path file = directory.resolve("%s-%s.jsonl".formatted(level, random.nextInt(Integer.MAX_VALUE)));
        ClusterSpec spec = ClusterSpec.builder()
                .disk(Disk.ext4())
                .synchronousCommit(level)
                .synchronousStandbys(SynchronousStandbys.parse("*"))
                .settings(syncs ? "fsync = on" : "fsync = off")
                .build();
        var secrets = Secrets.of();
        long cutNanos;
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
                work.awaitAcknowledged(20);
                assertThat(new CountDownLatch(1).await(random.nextLong(LONGEST_MILLIS), TimeUnit.MILLISECONDS))
                        .isFalse();
                cutNanos = journal.nowNanos();
                if (after == After.RESTART) {
                    cluster.node("node-1").cutPower();
                } else {
                    cluster.cutPower(cluster.node("node-1"), cluster.node("node-2"));
                }
            }
            if (after == After.RESTART) {
                cluster.node("node-1").start();
            } else {
                cluster.node("node-2").start();
                cluster.node("node-2").promote();
            }
            cluster.settle();
        }
        History history = History.of(file);
        Ledger page =
                Ledger.of(history).stream().filter(Ledger::survivor).findFirst().orElseThrow();
        List<String> broken = Guarantees.promised(history).stream()
                .map(check -> check.of(history))
                .filter(verdict -> verdict.outcome() == Outcome.FAIL)
                .map(Verdict::reason)
                .toList();
        sum.acknowledged += history.works().stream()
                .mapToLong(work -> work.acknowledged().count())
                .sum();
        sum.lost += page.lost().size();
        sum.roundsWithLoss += page.lost().isEmpty() ? 0 : 1;
        sum.roundsFound += broken.isEmpty() ? 0 : 1;
        page.lost()
                .forEach(one ->
                        sum.oldestLostSeconds = Math.max(sum.oldestLostSeconds, (cutNanos - one.endedNanos()) / 1e9));
        accused.addAll(broken);
    }
}
