package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a data directory are PostgreSQL's own. */
class OwnFilesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PG_VERSION",
                "base/5/16384",
                "base/5/16384_fsm.1",
                "base/5/t3_16384_vm",
                "base/5/pg_internal.init.77",
                "global/pg_control",
                "pg_wal/000000010000000000000003.00000028.backup",
                "pg_wal/00000002.history",
                "pg_wal/archive_status/000000010000000000000003.done",
                "pg_xact/0000",
                "pg_multixact/offsets/0000",
                "pg_logical/snapshots/0-1A2B.snap",
                "pg_replslot/node_2/state",
                "pg_stat/pgstat.stat",
                "pg_twophase/000002D5",
                "pg_tblspc/16400/PG_15_202209061/5/16401"
            })
    void thoseAre(String path) {
        assertThat(OwnFiles.isOfPostgres(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.crt", "log/postgresql.log", "base/5/notes.txt", "pg_wal/readme", "conf.d/a.conf"})
    void thoseAreNot(String path) {
        assertThat(OwnFiles.isOfPostgres(path)).isFalse();
    }
}
