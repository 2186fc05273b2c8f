package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines as {@code pg_waldump} of several versions writes them. */
class WalChangesTest {

    private final WalChanges changes = new WalChanges();

    private static String heap(long xid, String what) {
        return "rmgr: Heap        len (rec/tot):     59/    59, tx:        %s, lsn: 0/01516768, prev 0/015165D0, desc: %s"
                .formatted(xid, what);
    }

    private static String heap2(long xid, String what) {
        return heap(xid, what).replace("Heap ", "Heap2");
    }

    private static String transaction(long xid, String what) {
        return heap(xid, what).replace("Heap       ", "Transaction");
    }

    @Test
    void countsForTheTransactionThatCommitsWithItsSubtransactions() {
        changes.readBefore(heap(725, "INSERT+INIT off 1 flags 0x00, blkref #0: rel 1663/5/16384 blk 0"));
        changes.readBefore(
                heap(726, "UPDATE off 1 xmax 7 flags 0x00 ; new off 2 xmax 0, blkref #0: rel 1663/5/16384 blk 0 FPW"));
        changes.readBefore(heap(727, "INSERT off 3 flags 0x00, blkref #0: rel 1663/5/16384 blk 0"));
        changes.read(transaction(0, "COMMIT_PREPARED 725: 2026-11-28 12:59:32.875750 UTC; subxacts: 726"));
        changes.read(transaction(727, "ABORT 2026-11-28 12:59:32.875750 UTC"));

        assertThat(changes.rows()).isEqualTo(Map.of("5/16384", 2L));
        assertThat(changes.commits()).isEqualTo(1);
        assertThat(changes.firstCommitted()).hasValue(725);
    }

    @Test
    void countsManyRowsOfOneRecord() {
        changes.read(heap2(9, "MULTI_INSERT+INIT 5 tuples flags 0x02, blkref #0: rel 1663/5/1 blk 56"));
        changes.read(heap2(9, "MULTI_INSERT ntuples: 7, flags: 0x02, blkref #0: rel 1663/5/1 blk 56"));
        changes.read(transaction(9, "COMMIT 2026-11-28 12:59:33.202314 UTC; inval msgs: catcache 21; sync"));

        assertThat(changes.rows()).isEqualTo(Map.of("5/1", 12L));
    }

    @Test
    void knowsWhatIsPreparedAndNotEnded() {
        changes.read(transaction(736, "PREPARE gid a: b: 2026-11-28 12:59:33.214742 UTC"));
        changes.read(transaction(737, "PREPARE gid three: 2026-11-28 12:59:33.219748 UTC; rels(abort): base/5/16394"));
        changes.read(transaction(738, "PREPARE "));
        changes.read(transaction(739, "PREPARE gid four: 2026-11-28 12:59:33.219748 UTC"));
        changes.read(transaction(0, "ABORT_PREPARED 737: 2026-11-28 12:59:33.219966 UTC; rels: base/5/16394"));
        changes.read(transaction(0, "COMMIT_PREPARED 739: 2026-11-28 12:59:33.219966 UTC"));

        assertThat(changes.prepared()).containsExactly("a: b", "transaction 738");
    }

    @Test
    void knowsDatabasesAndSequences() {
        String database = "rmgr: Database    len (rec/tot):     42/    42, tx:        %s, lsn: 0/1, prev 0/0, desc: %s";
        changes.read(database.formatted(1, "CREATE_FILE_COPY copy dir 1663/1 to 1663/16400"));
        changes.read(database.formatted(2, "CREATE_WAL_LOG create dir 1663/16388"));
        changes.read(database.formatted(3, "CREATE copy dir 1663/1 to 1663/16390"));
        changes.read(database.formatted(4, "DROP dir 1663/16388"));
        changes.read(
                "rmgr: Sequence    len (rec/tot):     99/    99, tx:        727, lsn: 0/015191C0, prev 0/01519178, desc: LOG rel 1663/5/16387, blkref #0: rel 1663/5/16387 blk 0");
        for (int xid = 1; xid <= 3; xid++) {
            changes.read(transaction(xid, "COMMIT 2026-11-28 12:59:33.202314 UTC"));
        }

        assertThat(changes.databases()).containsExactlyInAnyOrder("16400", "16388", "16390");
        assertThat(changes.sequences()).containsExactly("5/16387");
    }

    @Test
    void knowsTheNextTransaction() {
        assertThat(WalChanges.nextXid("desc: RUNNING_XACTS nextXid 739 latestCompletedXid 737 oldestRunningXid 736"))
                .hasValue(739);
        assertThat(WalChanges.nextXid(
                        "desc: CHECKPOINT_SHUTDOWN redo 0/19; tli 1; prev tli 1; fpw true; xid 0:741; oid 1"))
                .hasValue(741);
        // transactions may have begun since its redo position
        assertThat(WalChanges.nextXid(
                        "desc: CHECKPOINT_ONLINE redo 0/19; tli 1; prev tli 1; fpw true; xid 0:741; oid 1"))
                .isEmpty();
    }
}
