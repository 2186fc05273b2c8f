package io.replicatedpostgres.spec;

/** When data directories, logs and configuration outlive their cluster. */
public enum Keep {
    /** When its test failed. */
    ON_FAILURE,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER
}
