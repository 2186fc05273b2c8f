package io.replicatedpostgres.journal;

import java.time.Instant;

/**
 * The first line of a journal.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format; this code reads up to {@link #VERSION}
 * @param started when the journal was begun
 * @param process the process that wrote it: its id and its start, so that a reused id is another process
 */
public record Header(String format, int version, Instant started, String process) {

    /** What a journal calls itself. */
    public static final String FORMAT = "replicated-postgres-journal";

    /**
     * The version that is written. 2 added what workloads do, what nodes hold in the end, and verdicts; 3 the environment,
     * the settings of the servers, seeds, and the command that runs the test again; 4 the timeline and the wait of each write,
     * the values that nodes hold in the end, and verdicts that are neither held nor broken.
     */
    public static final int VERSION = 4;

    static Header now() {
        ProcessHandle self = ProcessHandle.current();
        long begunMillis = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new Header(FORMAT, VERSION, Instant.now(), self.pid() + "@" + begunMillis);
    }
}
