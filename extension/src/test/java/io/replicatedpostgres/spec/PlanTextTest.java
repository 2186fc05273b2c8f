package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The printed plan, letter by letter: users read it, and put it into bug reports. */
class PlanTextTest {

    @Test
    void aPairWithEveryDefault() {
        var spec = ClusterSpec.builder().place(Place.anywhere()).build();

        assertThat(spec.describe()).isEqualTo("""
                        cluster of 2
                        ├─ node-1: primary
                        │  └─ node-2: standby of node-1 through slot node_2
                        ├─ slots on node-1: node_2
                        ├─ commit: synchronous_commit = on, synchronous standbys: none
                        ├─ archive: per node
                        ├─ settings: as the harness writes them
                        ├─ init scripts: none
                        ├─ deadline of each operation: 30.0 s
                        └─ PostgreSQL: the newest installed, or 17 in containers
                        """);
    }

    @Test
    void aCascadeWithAllThatCanBeSaid() {
        var spec = ClusterSpec.builder()
                .primaryName("berlin")
                .primarySettings("work_mem = 8MB")
                .standbys(List.of(
                        StandbySpec.standby().named("bonn").through("air"),
                        StandbySpec.standby().named("mainz-2").from("bonn").with("max_standby_streaming_delay = 0"),
                        StandbySpec.standby().named("trier").through("")))
                .slots("air", "spare")
                .synchronousCommit(SynchronousCommit.REMOTE_APPLY)
                .synchronousStandbys(SynchronousStandbys.parse("ANY 1 (bonn, trier)"))
                .archive(ArchiveMode.SHARED)
                .settings("max_slot_wal_keep_size = 64MB", "wal_sender_timeout = 5s")
                .initScripts(List.of(new InitScript("schema.sql", "SELECT 1"), new InitScript("rows.sql", "SELECT 2")))
                .timeout(Duration.ofMillis(2500))
                .place(Places.with(Map.of(PlaceKey.VERSION, "15", PlaceKey.TIMEOUT_FACTOR, "2")))
                .build();

        assertThat(spec.describe()).isEqualTo("""
                        cluster of 4
                        ├─ berlin: primary with work_mem = 8MB
                        │  ├─ bonn: standby of berlin through slot air
                        │  │  └─ mainz-2: standby of bonn through slot mainz_2 with max_standby_streaming_delay = 0
                        │  └─ trier: standby of berlin without a slot
                        ├─ slots on berlin: air, spare
                        ├─ commit: synchronous_commit = remote_apply, synchronous standbys: ANY 1 ("bonn", "trier")
                        ├─ archive: shared
                        ├─ settings: max_slot_wal_keep_size = 64MB, wal_sender_timeout = 5s
                        ├─ init scripts: schema.sql, rows.sql
                        ├─ deadline of each operation: 5.0 s
                        └─ PostgreSQL: 15
                        """);
    }

    @Test
    void aPrimaryAlone() {
        var spec = ClusterSpec.builder()
                .standbys(0)
                .archive(ArchiveMode.NONE)
                .place(Place.anywhere())
                .build();

        assertThat(spec.describe())
                .startsWith("cluster of 1\n├─ node-1: primary\n├─ slots on node-1: none\n")
                .contains("├─ archive: none\n");
    }
}
