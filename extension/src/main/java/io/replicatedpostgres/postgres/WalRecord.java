package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;

/**
 * A record of the WAL, without what it says.
 *
 * @param begin where it begins
 * @param end where the next one may begin
 * @param length its length in bytes, page headers left out
 * @param crc its checksum: two records of one position, length and checksum are the same record
 * @param manager the number of its resource manager: 0 for XLOG, 1 for Transaction
 * @param info the flags of that resource manager, in the upper four bits
 */
public record WalRecord(Lsn begin, Lsn end, int length, int crc, int manager, int info) {

    private static final int XLOG = 0;
    private static final int TRANSACTION = 1;
    private static final int XLOG_SWITCH = 0x40;
    private static final int XACT_OPERATION = 0x70;
    private static final int XACT_COMMIT = 0x00;
    private static final int XACT_COMMIT_PREPARED = 0x30;

    /** Whether it is the commit of a transaction. Source: {@code access/xact.h}. */
    public boolean isCommit() {
        int operation = info & XACT_OPERATION;
        return manager == TRANSACTION && (operation == XACT_COMMIT || operation == XACT_COMMIT_PREPARED);
    }

    static boolean switchesSegment(int manager, int info) {
        return manager == XLOG && (info & 0xF0) == XLOG_SWITCH;
    }
}
