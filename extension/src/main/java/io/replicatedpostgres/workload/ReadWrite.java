package io.replicatedpostgres.workload;

import io.replicatedpostgres.model.IsolationLevel;

/**
 * What the transactions of {@link Workload#readWrite} are like. Every even client (0, 2, …) writes: transactions of several
 * operations, each of which gives a register a new value or reads one. Every odd client reads some registers in one statement.
 *
 * <p>A value does not say what was there before it, as a list does. So the row of a register also has the number of its version and the
 * value that this version took the place of; each write and each read asks for them. They are written by the same {@code UPDATE}.
 *
 * @param isolation the isolation level of the transactions; on a standby REPEATABLE READ instead of SERIALIZABLE, which it refuses
 * @param reading where the odd clients read
 * @param operationsMax how many operations a writing transaction has at most; 1 to 8, and it has at least one write
 * @param registers how many registers are worked on at a time; 2 to 64. One that was written often enough is replaced by a new one
 */
public record ReadWrite(IsolationLevel isolation, ListAppend.Reading reading, int operationsMax, int registers) {

    private static final int OPERATIONS = 3;
    private static final int REGISTERS = 4;

    /** Checks the numbers. */
    public ReadWrite {
        ListAppend.check(isolation, reading, operationsMax, registers, "registers");
    }

    /** At this level, with up to 3 operations and 4 registers; the odd clients read on all nodes. */
    public static ReadWrite at(IsolationLevel isolation) {
        return new ReadWrite(isolation, ListAppend.Reading.ON_ALL_NODES, OPERATIONS, REGISTERS);
    }

    /** The same, reading elsewhere. */
    public ReadWrite reading(ListAppend.Reading where) {
        return new ReadWrite(isolation, where, operationsMax, registers);
    }

    /** The same with more or fewer operations. */
    public ReadWrite operations(int max) {
        return new ReadWrite(isolation, reading, max, registers);
    }

    /** The same with more or fewer registers at a time: the fewer, the more transactions are in each other's way. */
    public ReadWrite registers(int atATime) {
        return new ReadWrite(isolation, reading, operationsMax, atATime);
    }

    ListAppend asLists() {
        return new ListAppend(isolation, reading, operationsMax, registers, ListAppend.Kept.AS_ARRAYS);
    }

    /** As Java. */
    String asJava() {
        return "ReadWrite.at(IsolationLevel.%s).reading(ListAppend.Reading.%s).operations(%s).registers(%s)"
                .formatted(isolation, reading, operationsMax, registers);
    }
}
