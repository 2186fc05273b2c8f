package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Healthy clusters, again and again: every workload in every shape. Nothing is broken in them, so nothing may be found and nothing
 * may be unknown; for half of them other work keeps all processors busy. {@code -Dhealthy.runs=500} sets how many.
 */
@Tag("soak")
class HealthyRunsTest {

    private static final int RUNS = Integer.getInteger("healthy.runs", 500);

    @TempDir
    Path directory;

    /** What is done to a cluster that stays healthy. */
    private enum Shape {
        SWITCHOVER {
            @Override
            void run(Cluster cluster, Workload load) {
                Node old = cluster.primary();
                cluster.switchover(first(cluster));
                load.awaitAcknowledged(5);
                cluster.switchover(old);
            }
        },
        RESTARTS {
            @Override
            void run(Cluster cluster, Workload load) {
                first(cluster).restart();
                load.awaitAcknowledged(5);
                cluster.primary().restart();
            }
        },
        SLOW_LINK {
            @Override
            void run(Cluster cluster, Workload load) {
                cluster.during(
                        Faults.latency(cluster.primary(), first(cluster), Duration.ofMillis(30)),
                        () -> load.awaitAcknowledged(10));
            }
        },
        IDLE {
            @Override
            void run(Cluster cluster, Workload load) {
                load.close();
                pass(Duration.ofMillis(2_500));
            }
        },
        PAUSE_AND_HEAL {
            @Override
            void run(Cluster cluster, Workload load) {
                Node standby = first(cluster);
                standby.pause();
                pass(Duration.ofMillis(500));
                standby.resume();
                cluster.during(Faults.isolated(standby), () -> pass(Duration.ofMillis(300)));
            }
        },
        DELAYED_STANDBY {
            @Override
            ClusterSpec spec() {
                return builder()
                        .standbys(List.of(
                                StandbySpec.standby(), StandbySpec.standby().with("recovery_min_apply_delay = 4s")))
                        .build();
            }

            @Override
            void run(Cluster cluster, Workload load) {
                pass(Duration.ofMillis(2_500));
            }
        },
        CASCADE {
            @Override
            ClusterSpec spec() {
                return builder()
                        .standbys(List.of(
                                StandbySpec.standby().named("near"),
                                StandbySpec.standby().named("far").from("near")))
                        .build();
            }

            @Override
            void run(Cluster cluster, Workload load) {
                cluster.node("near").restart();
            }
        },
        QUORUM {
            @Override
            ClusterSpec spec() {
                return builder()
                        .standbys(2)
                        .synchronousStandbys(SynchronousStandbys.parse("ANY 1 (*)"))
                        .build();
            }

            @Override
            void run(Cluster cluster, Workload load) {
                cluster.during(Faults.isolated(cluster.node("node-3")), () -> load.awaitAcknowledged(10));
            }
        };

        ClusterSpec spec() {
            return builder().build();
        }

        abstract void run(Cluster cluster, Workload load);

        private static Node first(Cluster cluster) {
            return cluster.standbys().get(0);
        }

        private static ClusterSpecBuilder builder() {
            return ClusterSpec.builder().settings("max_prepared_transactions = 32");
        }
    }

    /** What clients do. */
    private enum Kind {
        INSERTS,
        REGISTERS,
        TRANSFERS,
        STANDBY_READS,
        TWO_PHASE,
        PRIMARY_READS;

        Workload begin(Cluster cluster) {
            Clients clients = Clients.of(3);
            return switch (this) {
                case INSERTS -> Workload.inserts(cluster, clients);
                case REGISTERS -> Workload.registers(cluster, clients);
                case TRANSFERS -> Workload.transfers(cluster, clients);
                case STANDBY_READS -> Workload.standbyReads(cluster, clients);
                case TWO_PHASE -> Workload.twoPhase(cluster, clients);
                case PRIMARY_READS -> Workload.primaryReads(cluster, clients);
            };
        }
    }

    @Test
    void nothingIsFoundAndNothingIsUnknown() {
        var accusations = new ArrayList<String>();
        int runs = 0;
        for (int i = 0; runs < RUNS; i++) {
            int next = i;
            for (Shape shape : Shape.values()) {
                if (runs++ < RUNS) {
                    Kind kind = Kind.values()[next++ % Kind.values().length];
                    String name = "%s %s %s%s".formatted(runs, shape, kind, i % 2 == 0 ? "" : " loaded");
                    List<String> found = loaded(i % 2 == 1, () -> found(shape, kind));
                    System.out.println("healthy " + name + (found.isEmpty() ? "" : ": " + found));
                    found.forEach(line -> accusations.add(name + ": " + line));
                }
            }
        }

        assertThat(accusations).as("of %s runs", RUNS).isEmpty();
    }

    private List<String> found(Shape shape, Kind kind) {
        Path file = directory.resolve("%s.jsonl".formatted(System.nanoTime()));
        var secrets = Secrets.of();
        var found = new ArrayList<String>();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(shape.spec(), new Recording(journal, secrets))) {
            Workload load = kind.begin(cluster);
            load.awaitAcknowledged(5);
            shape.run(cluster, load);
            if (shape != Shape.IDLE) {
                load.awaitAcknowledged(5);
            }
            load.close();
            cluster.settleAtTheEnd();
            Judgement.ofPromises(cluster).stream()
                    .filter(verdict -> verdict.outcome() != Outcome.PASS)
                    .map(Verdict::toString)
                    .forEach(found::add);
            cluster.falseHealth().stream()
                    .filter(seen -> seen.illusion().isWrong())
                    .forEach(seen -> found.add(seen.toString()));
        } catch (RuntimeException e) {
            found.add(e.toString());
        }
        return found;
    }

    /** While other work keeps every processor busy. */
    private static <T> T loaded(boolean busy, Supplier<T> run) {
        var done = new CountDownLatch(1);
        for (int i = 0; busy && i < Runtime.getRuntime().availableProcessors(); i++) {
            var thread = new Thread(() -> burn(done), "busy");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            return run.get();
        } finally {
            done.countDown();
        }
    }

    private static void burn(CountDownLatch done) {
        double sum = 0;
        while (done.getCount() > 0 && !Double.isNaN(sum)) {
            sum += Math.sqrt(sum + 1);
        }
    }

    /** Time itself is what is waited for: nothing is to happen in it. */
    private static void pass(Duration time) {
        try {
            if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it is never counted down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
