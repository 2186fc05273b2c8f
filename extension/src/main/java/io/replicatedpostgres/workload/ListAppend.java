package io.replicatedpostgres.workload;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.SpecException;

/**
 * What the transactions of {@link Workload#listAppend} are like. Every even client (0, 2, …) writes: transactions of several
 * operations, each of which appends an element to a list or reads one. Every odd client reads some lists in one statement.
 *
 * @param isolation the isolation level of the transactions; on a standby REPEATABLE READ instead of SERIALIZABLE, which it refuses
 * @param reading where the odd clients read
 * @param operationsMax how many operations a writing transaction has at most; 1 to 8, and it has at least one append
 * @param lists how many lists are worked on at a time; 2 to 64. A list that is long enough is replaced by a new one
 * @param kept how the server keeps a list
 */
public record ListAppend(IsolationLevel isolation, Reading reading, int operationsMax, int lists, Kept kept) {

    /** More would not fit into the number of an element. */
    static final int OPERATIONS_MAX = 8;

    private static final int LISTS_MAX = 64;
    private static final int OPERATIONS = 3;
    private static final int LISTS = 4;

    /** How a list is kept. */
    public enum Kept {
        /** An array in one row: {@code UPDATE … SET elements = elements || …}. */
        AS_ARRAYS,
        /**
         * A row for each element, with its position behind the greatest there is. Two transactions that append at the same time want the
         * same position: the server aborts one of them (23505), and it is tried again.
         */
        AS_ROWS
    }

    /** Where the clients that do not write read. */
    public enum Reading {
        /** On the primary, wherever it is. */
        ON_PRIMARY,
        /** Each on a node of its own: the first on the first node of the spec, and so on, whatever that node is by then. */
        ON_ALL_NODES,
        /** Every client writes and reads, and each read goes to a node by chance: as through a pool that spreads reads. */
        SPREAD
    }

    /** Checks the numbers. */
    public ListAppend {
        Given.value("kept", kept);
        check(isolation, reading, operationsMax, lists, "lists");
    }

    static void check(IsolationLevel isolation, Reading reading, int operationsMax, int keys, String ofKeys) {
        Given.value("isolation", isolation);
        Given.value("reading", reading);
        if (operationsMax < 1 || operationsMax > OPERATIONS_MAX) {
            throw SpecException.of(
                    operationsMax + " operations",
                    "a transaction has 1 to %s of them".formatted(OPERATIONS_MAX),
                    "Choose another number");
        }
        if (keys < 2 || keys > LISTS_MAX) {
            throw SpecException.of(
                    keys + " " + ofKeys, "there are 2 to %s at a time".formatted(LISTS_MAX), "Choose another number");
        }
    }

    /** At this level, with up to 3 operations and 4 lists; the odd clients read on all nodes. */
    public static ListAppend at(IsolationLevel isolation) {
        return new ListAppend(isolation, Reading.ON_ALL_NODES, OPERATIONS, LISTS, Kept.AS_ARRAYS);
    }

    /** The same, reading elsewhere. */
    public ListAppend reading(Reading where) {
        return new ListAppend(isolation, where, operationsMax, lists, kept);
    }

    /** The same with more or fewer operations. */
    public ListAppend operations(int max) {
        return new ListAppend(isolation, reading, max, lists, kept);
    }

    /** The same with more or fewer lists at a time: the fewer, the more transactions are in each other's way. */
    public ListAppend lists(int atATime) {
        return new ListAppend(isolation, reading, operationsMax, atATime, kept);
    }

    /** The same, with lists that are kept otherwise. */
    public ListAppend kept(Kept how) {
        return new ListAppend(isolation, reading, operationsMax, lists, how);
    }

    /** As Java. */
    String asJava() {
        return "ListAppend.at(IsolationLevel.%s).reading(ListAppend.Reading.%s).operations(%s).lists(%s)"
                        .formatted(isolation, reading, operationsMax, lists)
                + (kept == Kept.AS_ARRAYS ? "" : ".kept(ListAppend.Kept.%s)".formatted(kept));
    }
}
