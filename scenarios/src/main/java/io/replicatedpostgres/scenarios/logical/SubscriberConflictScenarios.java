package io.replicatedpostgres.scenarios.logical;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.scenarios.Eventually.holds;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscribers whose rows are not those of the publisher, and one that was away too long. */
@Tag("logical")
@Tag("full")
@ReplicatedPostgres(
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
public class SubscriberConflictScenarios {

    private static final String LOST = "SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = 's'";

    private static final Pattern FINISHED = Pattern.compile("finished at ([0-9A-F]+/[0-9A-F]+)");

    @Test
    @Tag("LGC-04")
    @Tag("high")
    @Scenario(
            situation =
                    "A subscription is disabled for so long that its slot passes max_slot_wal_keep_size and is lost. Then it "
                            + "is enabled again.",
            expectation = "It catches up.",
            reality =
                    "The publisher refuses it, again and again, and the row that was written meanwhile never arrives. The "
                            + "subscription has to be dropped and made anew, with a copy of the tables.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    @EnabledOnPostgres(from = 13)
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {
                "wal_level = logical",
                "wal_retrieve_retry_interval = 100ms",
                "wal_keep_size = 0",
                "max_slot_wal_keep_size = 2MB"
            })
    void aSubscriberThatWasAwayTooLongCopiesAnew(Cluster cluster) {
        Node publisher = cluster.primary();
        Node subscriber = Subscriber.of(cluster, publisher);
        publisher.execute("INSERT INTO t VALUES (1)");
        says(subscriber, Subscriber.ROWS, "1");
        subscriber.execute("ALTER SUBSCRIPTION s DISABLE");
        publisher.execute("INSERT INTO t VALUES (2)");
        holds(publisher, "a slot that is lost", () -> {
            Segments.finish(publisher);
            publisher.checkpoint();
            return publisher.queryPastLinks(LOST).equals(List.of("t"));
        });

        LogMark enabled = subscriber.log().mark();
        subscriber.execute("ALTER SUBSCRIPTION s ENABLE");
        subscriber.log().await("could not start WAL streaming: ERROR", enabled);
        publisher.execute("INSERT INTO t VALUES (3)");
        subscriber
                .log()
                .await("could not start WAL streaming: ERROR", subscriber.log().mark());
        assertThat(subscriber.query("SELECT id FROM t")).containsExactly("1");

        subscriber.execute("DROP SUBSCRIPTION s");
        subscriber.execute("TRUNCATE t");
        Subscriber.subscribe(subscriber, publisher, "copy_data = true");
        says(subscriber, Subscriber.ROWS, "1 2 3");
    }

    @Test
    @Tag("LGC-05")
    @Tag("high")
    @Scenario(
            situation =
                    "A subscriber has inserted a row of its own. The publisher inserts one with the same key, and then others.",
            expectation = "The publisher's row wins, or the subscriber's, and the others arrive.",
            reality =
                    "Applying fails, and is tried again for ever: no later row arrives. It goes on as soon as the subscriber's "
                            + "own row is deleted. From 18 on confl_insert_exists of pg_stat_subscription_stats counts the attempts.",
            source = "PostgreSQL src/test/subscription/t/035_conflicts.pl; documentation, Logical Replication, "
                    + "Conflicts")
    void aRowOfItsOwnStopsTheSubscriber(Cluster cluster) {
        Node publisher = cluster.primary();
        Node subscriber = Subscriber.of(cluster, publisher);
        boolean counts = cluster.version().isAtLeast(18);
        String conflict =
                counts ? "conflict=insert_exists" : "duplicate key value violates unique constraint \"t_pkey\"";
        subscriber.execute("INSERT INTO t VALUES (1)");
        LogMark before = subscriber.log().mark();

        publisher.execute("INSERT INTO t VALUES (1)");
        subscriber.log().await(conflict, before);
        publisher.execute("INSERT INTO t VALUES (2)");
        subscriber.log().await(conflict, subscriber.log().mark());
        assertThat(subscriber.query("SELECT id FROM t")).containsExactly("1");
        if (counts) {
            says(subscriber, "SELECT confl_insert_exists > 0 FROM pg_stat_subscription_stats", "t");
        }

        subscriber.execute("DELETE FROM t");
        says(subscriber, Subscriber.ROWS, "1 2");
    }

    @Test
    @Tag("LGC-05")
    @Tag("critical")
    @Scenario(
            situation =
                    "A subscriber has deleted a row. The publisher changes that row, and deletes another one that the "
                            + "subscriber has not either.",
            expectation = "A change that finds no row is an error.",
            reality =
                    "Both are skipped, and the subscription goes on: publisher and subscriber differ for good. Up to 17 not "
                            + "even the log says so. From 18 on it does, and confl_update_missing and confl_delete_missing count.",
            source = "PostgreSQL src/test/subscription/t/035_conflicts.pl; documentation, Logical Replication, "
                    + "Conflicts")
    void aChangeOfAMissingRowIsSkipped(Cluster cluster) {
        Node publisher = cluster.primary();
        Node subscriber = Subscriber.of(cluster, publisher);
        publisher.execute("INSERT INTO t VALUES (1), (2)");
        says(subscriber, Subscriber.ROWS, "1 2");
        subscriber.execute("DELETE FROM t");
        LogMark before = subscriber.log().mark();

        publisher.execute("UPDATE t SET id = 10 WHERE id = 1");
        publisher.execute("DELETE FROM t WHERE id = 2");
        publisher.execute("INSERT INTO t VALUES (3)");

        says(subscriber, Subscriber.ROWS, "3");
        assertThat(publisher.query("SELECT id FROM t ORDER BY id")).containsExactly("3", "10");
        boolean told = cluster.version().isAtLeast(18);
        assertThat(subscriber.log().since(before).stream().anyMatch(line -> line.contains("conflict=update_missing")))
                .isEqualTo(told);
        if (told) {
            says(
                    subscriber,
                    "SELECT confl_update_missing || ' ' || confl_delete_missing FROM pg_stat_subscription_stats",
                    "1 1");
        } else {
            assertThat(subscriber.log().since(before)).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    @Tag("LGC-06")
    @Tag("high")
    @Scenario(
            situation =
                    "A subscription has disable_on_error = true. A transaction of the publisher writes two rows, and one of "
                            + "them is a duplicate on the subscriber. An administrator skips it: ALTER SUBSCRIPTION … SKIP (lsn = …), with "
                            + "the position that the log names.",
            expectation = "The row that failed is skipped.",
            reality =
                    "The subscription is disabled at the first error. The whole transaction is skipped, the row that would have "
                            + "been applied too, and later ones arrive.",
            source = "PostgreSQL src/test/subscription/t/029_on_error.pl")
    @EnabledOnPostgres(from = 15)
    void aSkipSkipsTheWholeTransaction(Cluster cluster) {
        Node publisher = cluster.primary();
        Node subscriber = Subscriber.of(cluster, publisher, "disable_on_error = true");
        subscriber.execute("INSERT INTO t VALUES (1)");
        LogMark before = subscriber.log().mark();

        publisher.execute("INSERT INTO t VALUES (1), (2)");
        publisher.execute("INSERT INTO t VALUES (3)");
        says(subscriber, "SELECT subenabled FROM pg_subscription", "f");
        String failed = FINISHED.matcher(subscriber.log().await("finished at", before))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow()
                .substring("finished at ".length());
        assertThat(subscriber.query("SELECT id FROM t")).containsExactly("1");

        subscriber.execute("ALTER SUBSCRIPTION s SKIP (lsn = '%s')".formatted(failed));
        subscriber.execute("ALTER SUBSCRIPTION s ENABLE");

        says(subscriber, Subscriber.ROWS, "1 3");
    }
}
