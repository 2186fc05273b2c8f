package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.postgres.WalDump;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts what a node has written past the point where its history parted from another's. */
final class Losses {

    private static final Pattern CHANGE =
            Pattern.compile("desc: (?:INSERT|UPDATE|HOT_UPDATE|DELETE)\\b.*rel \\d+/(\\d+)/(\\d+)");
    private static final Pattern MANY =
            Pattern.compile("desc: MULTI_INSERT\\S* .*?(?:ntuples:? (\\d+)|(\\d+) tuples).*rel \\d+/(\\d+)/(\\d+)");

    private final Member target;
    private final Member source;

    Losses(Member target, Member source) {
        this.target = target;
        this.source = source;
    }

    RewindLoss count() {
        Divergence divergence = Divergence.between(target, source)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "a rewind of %s to %s throws nothing away: they have not diverged"
                                .formatted(target.ref(), source.ref())));
        Timeline timeline = new Repairs(target).history().current();
        var dump = new WalDump(target.host(), target.provisioned().binaries(), target.deadline());
        return target.archive()
                .map(archive -> dump.withArchive(archive, both -> count(both, timeline, divergence)))
                .orElseGet(() -> count(dump, timeline, divergence));
    }

    private RewindLoss count(WalDump dump, Timeline timeline, Divergence divergence) {
        Lsn fork = divergence.fork();
        long commits = dump.records(timeline, fork, "Transaction").stream()
                .filter(record -> record.contains("desc: COMMIT"))
                .count();
        var files = new HashMap<String, Long>();
        dump.records(timeline, fork, "Heap").forEach(record -> {
            Matcher change = CHANGE.matcher(record);
            if (change.find()) {
                files.merge(change.group(1) + "/" + change.group(2), 1L, Long::sum);
            }
        });
        dump.records(timeline, fork, "Heap2").forEach(record -> {
            Matcher many = MANY.matcher(record);
            if (many.find()) {
                @Nullable String since16 = many.group(1);
                long rows = Long.parseLong(since16 == null ? many.group(2) : since16);
                files.merge(many.group(3) + "/" + many.group(4), rows, Long::sum);
            }
        });
        return new RewindLoss(fork, divergence.oneBytes(), commits, named(files));
    }

    /** A table that was there before the fork has the same file on the source, unless it was rewritten since. */
    private Map<String, Long> named(Map<String, Long> files) {
        var rows = new TreeMap<String, Long>();
        files.forEach((file, count) -> {
            @Nullable String name = nameOf(file);
            if (name != null) {
                rows.merge(name, count, Long::sum);
            }
        });
        return rows;
    }

    private @Nullable String nameOf(String file) {
        String[] parts = file.split("/", 2);
        if (parts[0].equals("0")) {
            return null;
        }
        try (Sql sql = source.session()) {
            var databases =
                    sql.query("SELECT datname FROM pg_database WHERE oid = ?::oid", row -> row.getString(1), parts[0]);
            return databases.isEmpty() ? "file " + file : nameIn(databases.get(0), parts[1], file);
        } catch (SqlException e) {
            return "file " + file;
        }
    }

    private @Nullable String nameIn(String database, String number, String file) {
        try (Sql sql = source.session(database, source.deadline())) {
            var tables = sql.query("""
                    SELECT CASE WHEN n.nspname IN ('pg_catalog', 'pg_toast') THEN NULL
                      ELSE format('%I.%I', n.nspname, c.relname) END
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE pg_relation_filenode(c.oid) = ?::oid""", row -> String.valueOf(row.getString(1)), number);
            if (tables.isEmpty()) {
                return "file " + file;
            }
            return tables.get(0).equals("null") ? null : database + "." + tables.get(0);
        } catch (SqlException e) {
            return "file " + file;
        }
    }
}
