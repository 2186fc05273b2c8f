package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Shard;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a journal.
 *
 * @param format always {@link #FORMAT}
 * @param version of the format; this code reads up to {@link #VERSION}
 * @param started when the journal was begun
 * @param process the process that wrote it: its id and its start, so that a reused id is another process
 * @param build the process of the build tool that started that one, in the same form: all forks of a build have the same;
 *     null if there is none, and in journals of before
 * @param shard which of the shards of a run wrote it, such as {@code 2/5}; null if it is no shard, and in journals of before
 */
public record Header(
        String format,
        int version,
        Instant started,
        String process,
        @Nullable String build,
        @Nullable String shard) {

    /** What a journal calls itself. */
    public static final String FORMAT = "replicated-postgres-journal";

    /**
     * The version that is written. 2 added what workloads do, what nodes hold in the end, and verdicts; 3 the environment,
     * the settings of the servers, seeds, and the command that runs the test again; 4 the timeline and the wait of each write,
     * the values that nodes hold in the end, verdicts that are neither held nor broken, and the build that started the process;
     * 5 transactions with what they read and wrote; 6 who leads by a failover manager's record.
     */
    public static final int VERSION = 6;

    /** Whether one process wrote both journals, or two that one build started. */
    public boolean isOfTheSameRunAs(Header other) {
        Optional<Build> mine = Build.parse(build);
        Optional<Build> others = Build.parse(other.build);
        return process.equals(other.process)
                || (mine.isPresent() && others.isPresent() && mine.get().isOneRunWith(others.get()));
    }

    /** That of a journal which this process begins now. */
    public static Header now() {
        return new Header(
                FORMAT,
                VERSION,
                Instant.now(),
                ProcessId.of(ProcessHandle.current()).toString(),
                Build.ofThisProcess().map(Build::toString).orElse(null),
                Shard.ofThisJvm().map(Shard::toString).orElse(null));
    }
}
