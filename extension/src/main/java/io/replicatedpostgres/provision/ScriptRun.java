package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Script;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.OwnedSettings;
import java.net.SocketTimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs an init script; what it cannot do is told with its line. */
final class ScriptRun {

    private static final Pattern ALTERED = Pattern.compile("(?m)^\\s*([\\w.]+)\\s*=\\s*(.*)$");

    private final InitScript script;
    private final Sql sql;
    private final ClusterSpec spec;

    ScriptRun(InitScript script, Sql sql, ClusterSpec spec) {
        this.script = script;
        this.sql = sql;
        this.spec = spec;
    }

    void run() {
        int begun = 0;
        for (Script.Part part : Script.parse(script.sql()).parts()) {
            if (part.command() != null) {
                throw refusal(
                        part.line(),
                        "%s is a command of psql, and a server knows none".formatted(part.command()),
                        "Write it as SQL that runs in the database postgres");
            }
            boolean before = sql.isInTransaction();
            run(part);
            begun = !before && sql.isInTransaction() ? part.line() : begun;
        }
        if (sql.isInTransaction()) {
            throw refusal(
                    begun,
                    "the transaction that begins there is not ended, and nothing of it would be kept",
                    "Write COMMIT at its end");
        }
    }

    private void run(Script.Part part) {
        try {
            sql.run(part);
        } catch (SqlException e) {
            Throwable cause = e.getCause();
            if (cause != null && cause.getCause() instanceof SocketTimeoutException) {
                throw refusal(
                        part.line(),
                        "it was not done within %s s".formatted(spec.deadline().toMillis() / 1000.0),
                        "Give it more time with timeout = \"5m\", or let it do less");
            }
            throw refusal(
                    part.lineOf(e),
                    String.valueOf(e.getMessage()),
                    "Correct it: it is SQL that runs in the database postgres");
        }
    }

    private SpecException refusal(int line, String why, String wayOut) {
        return SpecException.of("initScripts: \"%s\", line %s".formatted(script.name(), line), why, wayOut);
    }

    /** What {@code ALTER SYSTEM} has written beats what the harness writes. */
    static void refuseOwned(String altered) {
        Matcher matcher = ALTERED.matcher(altered);
        while (matcher.find()) {
            String instead = OwnedSettings.list().get(matcher.group(1));
            if (instead != null) {
                throw SpecException.of(
                        "initScripts: ALTER SYSTEM SET %s = %s".formatted(matcher.group(1), matcher.group(2)),
                        matcher.group(1) + " is set by the harness",
                        instead);
            }
        }
    }
}
