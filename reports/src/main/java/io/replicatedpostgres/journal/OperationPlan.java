package io.replicatedpostgres.journal;

/**
 * The meaning of the number of an operation: the value of the row it leaves, and the two accounts of a transfer. It is the same
 * for the clients that write and for the checks that look for it afterwards. Since version 4 of the format.
 */
public final class OperationPlan {

    /** How many accounts there are, numbered from 0. */
    public static final int ACCOUNTS = 100;

    /** What each account holds at the beginning. */
    public static final long OPENING_BALANCE = 1_000;

    private static final long GREATEST = 1L << 53;
    private static final long FACTOR = 31;
    private static final long SUMMAND = 7;

    private OperationPlan() {}

    /** The value that the row of this number has. */
    public static long rowValue(long id) {
        return id * FACTOR + SUMMAND;
    }

    /** The same as an SQL expression over the column {@code id}; NULL for a number so great that no client has it. */
    public static String rowValueInSql() {
        return "CASE WHEN id BETWEEN -%1$s AND %1$s THEN id * %2$s + %3$s END".formatted(GREATEST, FACTOR, SUMMAND);
    }

    /** The account that the transfer of this number takes from. */
    public static long transferFrom(long id) {
        return id % ACCOUNTS;
    }

    /** The account that the transfer of this number gives to; never the one that it takes from. */
    public static long transferTo(long id) {
        return (transferFrom(id) + 1 + id / ACCOUNTS % (ACCOUNTS - 1)) % ACCOUNTS;
    }
}
