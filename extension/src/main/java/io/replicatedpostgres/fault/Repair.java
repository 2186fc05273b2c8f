package io.replicatedpostgres.fault;

/** The repair of a damage: done by {@code Inflicted.repair()}, or by the test in its own way. */
public enum Repair {
    /** Nothing has to be mended: the server goes on, and what was done cannot be undone. */
    NONE("nothing: the server goes on by itself"),
    /** Start the server again; it recovers from its own WAL. */
    START("start"),
    /** Kill what is left of the server, then start it. */
    KILL_AND_START("kill what is left, start"),
    /** Make the slot again; a standby whose WAL is gone meanwhile is rebuilt. */
    RECREATE_SLOT("make the slot again; rebuild its standby if the WAL is gone"),
    /** Take a base backup of the primary. A primary that is hurt so is failed over from first. */
    REBUILD("rebuild; of a primary, after a failover");

    private final String words;

    Repair(String words) {
        this.words = words;
    }

    /** What is to be done, in words. */
    public String words() {
        return words;
    }
}
