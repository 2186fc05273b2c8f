package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.IN_SYNC;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.MONOTONIC;
import static io.replicatedpostgres.plantings.Finder.OWN_WRITES;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.PROOF;
import static io.replicatedpostgres.plantings.Finder.RECOVERED;
import static io.replicatedpostgres.plantings.Finder.SAME_CONTENT;
import static io.replicatedpostgres.plantings.Finder.STALE;
import static io.replicatedpostgres.plantings.Finder.TAKEN_BACK;
import static io.replicatedpostgres.plantings.OnServers.pair;
import static io.replicatedpostgres.plantings.Planting.inTest;
import static io.replicatedpostgres.plantings.Planting.servers;

import io.replicatedpostgres.assertions.ReplicationAssertions;
import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.NodeLog;
import io.replicatedpostgres.cluster.Pages;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.List;

/** What nodes hold: values, schema, and nodes that are not there to be compared. */
final class ContentPlantings {

    private ContentPlantings() {}

    static List<Planting> all() {
        return List.of(
                inTest(
                                "A5",
                                "a table with a column called t: GOOD on the primary, EVIL on the standby",
                                "cluster.ContentValuesTest#bytesThatWereChangedOnAStandbyAreFoundAndShown")
                        .foundBy(SAME_CONTENT, PROOF),
                inTest(
                                "A5-names",
                                "tables and columns with names and types that a comparison may misread",
                                "cluster.ContentValuesTest#eachChangeOfAValueIsSeen")
                        .foundBy(SAME_CONTENT),
                inTest(
                                "A6",
                                "two nodes differ in one of 51 kinds of objects that dumps know",
                                "cluster.ContentsTest#eachKindOfObjectIsSeenInTheCatalogsAndNamedAsADumpDoes")
                        .foundBy(SAME_CONTENT),
                inTest(
                                "A6-catalog",
                                "a standby was written to: its catalogs differ",
                                "cluster.ContentValuesTest#aStandbyThatWasWrittenToDiffersInItsCatalogs")
                        .foundBy(SAME_CONTENT),
                inTest("A10", "the only standby is killed", "assertions.EveryNodeCountsTest#aPrimaryAloneIsEqualToNone")
                        .foundBy(IN_SYNC, SAME_CONTENT),
                inTest(
                                "A10-one-of-two",
                                "one of two standbys is killed",
                                "assertions.EveryNodeCountsTest#oneOfTwoIsNamedUntilItIsLeftOutOrRemoved")
                        .foundBy(IN_SYNC, SAME_CONTENT),
                servers(
                                "A13",
                                "the first page of the table is zeroed on a synchronous standby",
                                new OnServers(synchronous(), ContentPlantings::zeroedOnTheStandby))
                        .foundBy(LOSS, PROMISES, SAME_CONTENT),
                servers(
                                "A15",
                                "the table of the registers is dropped while clients read it on the standby",
                                pair(planted -> droppedUnderReaders(planted.cluster())))
                        .unknownTo(STALE, OWN_WRITES, MONOTONIC)
                        .foundBy(LOSS, PROMISES)
                        .mayBeFoundBy(TAKEN_BACK, RECOVERED));
    }

    private static ClusterSpec synchronous() {
        return ClusterSpec.builder()
                .synchronousStandbys(SynchronousStandbys.first(1))
                .synchronousCommit(SynchronousCommit.REMOTE_APPLY)
                .build();
    }

    private static void zeroedOnTheStandby(Planted planted) {
        Cluster cluster = planted.cluster();
        Node standby = cluster.standby();
        Workload load = Workload.inserts(cluster, Clients.of(2).atMost(100));
        load.awaitDone(cluster.deadline());
        load.close();
        // no later read logs hints as whole pages, which would mend the standby
        planted.primary().execute("VACUUM (FREEZE)");
        planted.primary().checkpoint();
        cluster.awaitInSync();

        Pages.of(standby, load.name()).zeroFirst();
        cluster.awaitInSync();

        planted.ask(
                SAME_CONTENT, () -> ReplicationAssertions.assertThat(cluster).hasSameContent());
    }

    private static void droppedUnderReaders(Cluster cluster) {
        Workload load = Workload.standbyReads(cluster, Clients.of(2));
        load.awaitAcknowledged(20);
        NodeLog log = cluster.standby().log();
        LogMark mark = log.mark();
        cluster.primary().execute("DROP TABLE %s".formatted(load.name()));
        // the writes on the primary are refused too, and are counted with the reads
        Await.orFail("no read was refused", cluster.deadline())
                .until(
                        "5 refused reads",
                        () -> log.since(mark).stream()
                                .filter(line -> line.contains("does not exist"))
                                .count(),
                        seen -> seen >= 5);
        load.close();
    }
}
