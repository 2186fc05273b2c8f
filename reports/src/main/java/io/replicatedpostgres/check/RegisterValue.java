package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;

/**
 * A value of a register, as the key of a map.
 *
 * @param register the register
 * @param value its value
 */
record RegisterValue(long register, long value) {

    /** An odd number that spreads small ones over 64 bits: 2^64 divided by the golden ratio. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    static RegisterValue of(Operation operation) {
        return new RegisterValue(operation.key(), operation.value());
    }

    /** Values grow with their registers in a workload, and the hash of a record would put many of them in one place. */
    @Override
    public int hashCode() {
        return Long.hashCode(register * SPREAD + value);
    }
}
