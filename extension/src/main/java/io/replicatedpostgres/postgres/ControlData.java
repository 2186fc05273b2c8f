package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code pg_controldata} says of a data directory, its server running or not.
 *
 * @param fields each line, by what stands before its colon
 */
public record ControlData(Map<String, String> fields) {

    /** Reads the control file of the node on a host. */
    public static ControlData read(Host host, PostgresBinaries binaries, Duration deadline) {
        String data = new DataDirectory(host).path();
        Outcome outcome = host.run(Command.of(binaries.path("pg_controldata"), data), deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("could not read the control file of %s: %s"
                    .formatted(host.node(), outcome.output().strip()));
        }
        return parse(outcome.output());
    }

    static ControlData parse(String output) {
        var fields = new LinkedHashMap<String, String>();
        for (String line : output.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return new ControlData(fields);
    }

    /** The timeline of the last checkpoint: up to PostgreSQL 15 it lags behind a promotion. */
    public Timeline timeline() {
        return new Timeline(Integer.parseInt(field("Latest checkpoint's TimeLineID")));
    }

    /** The position of the last checkpoint. */
    public Lsn checkpoint() {
        return Lsn.parse(field("Latest checkpoint location"));
    }

    /** The segment from which recovery would begin. */
    public String redoFile() {
        return field("Latest checkpoint's REDO WAL file");
    }

    /** How far a standby must replay before it may answer; 0/0 on a primary. */
    public Lsn minimumRecoveryPoint() {
        return Lsn.parse(field("Minimum recovery ending location"));
    }

    /** The timeline of {@link #minimumRecoveryPoint()}; empty on a primary. */
    public Optional<Timeline> minimumRecoveryTimeline() {
        int number = Integer.parseInt(field("Min recovery ending loc's timeline"));
        return number < 1 ? Optional.empty() : Optional.of(new Timeline(number));
    }

    /** For example {@code in production}, {@code shut down}, {@code shut down in recovery}. */
    public String state() {
        return field("Database cluster state");
    }

    /** What no two clusters share. */
    public String systemIdentifier() {
        return field("Database system identifier");
    }

    /** Whether it was shut down in order, as a primary or as a standby. */
    public boolean isShutDown() {
        return state().equals("shut down") || state().equals("shut down in recovery");
    }

    /** Whether changes of hint bits are in the WAL, or pages have checksums: {@code pg_rewind} needs one of them. */
    public boolean logsEveryChangedPage() {
        return field("wal_log_hints setting").equals("on")
                || !field("Data page checksum version").equals("0");
    }

    private String field(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new ReplicatedPostgresException(
                    "pg_controldata says nothing of '%s'; it says %s".formatted(name, fields.keySet()));
        }
        return value;
    }
}
