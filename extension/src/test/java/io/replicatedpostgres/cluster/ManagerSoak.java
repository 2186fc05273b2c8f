package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ManagerFaults;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Failovers of Patroni, or with {@code -Dmanager.kind=REPMGR} or {@code PG_AUTO_FAILOVER} of another one, under load: {@code mvn -pl reports,extension test -DexcludedGroups= -Dtest=ManagerSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dreplicatedpostgres.runtime=local -Dmanager.rounds=50}. Each node has a client that writes
 * to it whenever it may. A line for each round and one for all say what was lost, and whose it was: the old leader's, or the
 * rightful one's after the failover.
 */
@Tag("soak")
class ManagerSoak {

    private static final int ROUNDS = Integer.getInteger("manager.rounds", 50);
    /** Which lines to run, as a regular expression: {@code FREEZE true}. */
    private static final String WHICH = System.getProperty("manager.which", ".*");

    private static final ManagerKind KIND = ManagerKind.valueOf(System.getProperty("manager.kind", "PATRONI"));

    private static final long SOME = 100;
    private static final Duration GOES_ON = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    /** What happens to the leader. */
    enum Strike {
        /** Its machine dies, and is started again after the failover. */
        KILL,
        /** It reaches neither nodes nor the store; clients reach it. */
        ISOLATE,
        /** Its machine stands still, and goes on after the failover. */
        FREEZE
    }

    /** One round. */
    private record Round(
            long acknowledged,
            long lostOfTheOld,
            long lostOfTheNew,
            boolean twoAtOnce,
            double seconds,
            boolean inSync) {}

    @ParameterizedTest
    @CsvSource({"KILL,false", "KILL,true", "ISOLATE,false", "ISOLATE,true", "FREEZE,false", "FREEZE,true"})
    void whatAFailoverCosts(Strike strike, boolean synchronous) throws InterruptedException {
        assumeTrue((strike + " " + synchronous).matches(WHICH));
        var rounds = new ArrayList<Round>();
        for (int i = 1; i <= ROUNDS; i++) {
            Round round = round(strike, synchronous);
            rounds.add(round);
            System.out.printf(Locale.ROOT, "%s %s, synchronous %s: %s%n", i, strike, synchronous, round);
        }
        System.out.println(told(strike, synchronous, rounds));
        if (synchronous && strike == Strike.KILL) {
            assertThat(rounds).allMatch(round -> round.lostOfTheOld() + round.lostOfTheNew() == 0);
        }
    }

    private Round round(Strike strike, boolean synchronous) throws InterruptedException {
        ClusterSpec spec = spec(synchronous);
        var recording = new Recording(ReportFolder.in(directory).newJournal("soak", Secrets.of()), Secrets.of());
        try (Cluster cluster = Cluster.start(spec, recording)) {
            Node leader = cluster.manager().awaitLeader();
            List<Workload> works = cluster.nodes().stream()
                    .map(node -> Workload.inserts(cluster, Clients.of(1).through(node.dataSource())))
                    .toList();
            Workload old = works.get(cluster.nodes().indexOf(leader));
            old.awaitAcknowledged(SOME);

            long began = System.nanoTime();
            Runnable heal = strike(cluster, leader, strike);
            Node heir = cluster.manager().awaitFailoverFrom(leader);
            works.get(cluster.nodes().indexOf(heir)).awaitAcknowledged(1);
            double seconds = (System.nanoTime() - began) / 1e9;
            Thread.sleep(GOES_ON.toMillis());
            if (strike == Strike.KILL) {
                bringBack(cluster, leader, heir);
            } else {
                heal.run();
            }
            Thread.sleep(GOES_ON.toMillis());
            works.forEach(Workload::close);
            boolean inSync = isInSync(cluster);
            if (cluster.primaries().size() > 1) {
                // the test has to end it
                leader.kill();
            }
            cluster.settleAtTheEnd();

            Verdict two =
                    Judgement.of(cluster, List.of(noTwoPrimariesAcknowledged())).get(0);
            assertThat(two.outcome()).as(two.reason()).isNotEqualTo(Verdict.Outcome.UNKNOWN);
            long lostOfTheNew = works.stream()
                    .filter(work -> work != old && work.acknowledged() > 0)
                    .mapToLong(work -> work.lost().size())
                    .sum();
            return new Round(
                    works.stream().mapToLong(Workload::acknowledged).sum(),
                    old.lost().size(),
                    lostOfTheNew,
                    two.outcome() == Verdict.Outcome.FAIL,
                    seconds,
                    inSync);
        }
    }

    private static ClusterSpec spec(boolean synchronous) {
        ClusterSpecBuilder spec = ClusterSpec.builder().standbys(2).timeout(Duration.ofSeconds(90));
        switch (KIND) {
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

    /** As its manager's documentation says. */
    private static void bringBack(Cluster cluster, Node leader, Node heir) {
        if (KIND != ManagerKind.REPMGR) {
            leader.start();
        } else {
            heir.checkpoint();
            cluster.manager().rejoin(leader);
        }
    }

    private static Runnable strike(Cluster cluster, Node leader, Strike strike) {
        return switch (strike) {
            case KILL -> {
                leader.kill();
                yield () -> {};
            }
            case ISOLATE -> cluster.inject(Faults.isolated(leader))::heal;
            case FREEZE -> cluster.inject(ManagerFaults.machineFrozen(leader))::heal;
        };
    }

    private static boolean isInSync(Cluster cluster) {
        if (KIND == ManagerKind.REPMGR && cluster.primaries().size() > 1) {
            // for good: RepmgrScenarios waits for it
            return false;
        }
        try {
            cluster.awaitInSync();
            return true;
        } catch (DeadlineException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }

    private static String told(Strike strike, boolean synchronous, List<Round> rounds) {
        double[] seconds = rounds.stream().mapToDouble(Round::seconds).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%s, synchronous %s: %d rounds, %,d acknowledged; lost of the old leader's %,d in %d rounds, of the new one's %,d in %d; two at once in %d; first acknowledgement after %.1f s (median), %.1f s (worst); in sync by itself in %d",
                strike,
                synchronous,
                rounds.size(),
                rounds.stream().mapToLong(Round::acknowledged).sum(),
                rounds.stream().mapToLong(Round::lostOfTheOld).sum(),
                rounds.stream().filter(round -> round.lostOfTheOld() > 0).count(),
                rounds.stream().mapToLong(Round::lostOfTheNew).sum(),
                rounds.stream().filter(round -> round.lostOfTheNew() > 0).count(),
                rounds.stream().filter(Round::twoAtOnce).count(),
                seconds[seconds.length / 2],
                seconds[seconds.length - 1],
                rounds.stream().filter(Round::inSync).count());
    }
}
