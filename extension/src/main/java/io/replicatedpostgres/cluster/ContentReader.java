package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.DatabaseContents.Table;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.ContentQueries;
import io.replicatedpostgres.postgres.ContentQueries.Relation;
import io.replicatedpostgres.postgres.ContentQueries.Rows;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a node holds, past all links. What cannot be read is noted, and the rest is read all the same. */
final class ContentReader {

    private static final String FIRST = "postgres";

    private final Member member;
    private final String database;
    private final DatabaseContents found = new DatabaseContents();
    private Sql sql;
    private ContentQueries queries;

    private ContentReader(Member member, String database) {
        this.member = member;
        this.database = database;
        this.sql = member.session(database, member.deadline());
        this.queries = new ContentQueries(sql);
    }

    static Contents read(Member member) {
        var databases = new TreeMap<String, DatabaseContents>();
        var closed = new ArrayList<String>();
        boolean recovers;
        var first = new ContentReader(member, FIRST);
        try {
            refuseSharedDirectories(member, first.sql);
            recovers = first.queries.isInRecovery();
            Optional<String> records =
                    member.management().flatMap(owner -> owner.manager().ownDatabase());
            for (ContentQueries.Database each : first.queries.databases()) {
                if (records.filter(each.name()::equals).isPresent()) {
                    continue;
                }
                if (each.connectable()) {
                    databases.put(each.name(), new DatabaseContents());
                } else {
                    closed.add(each.name());
                }
            }
            databases.put(FIRST, first.readAll());
        } finally {
            first.close();
        }
        databases.replaceAll((name, empty) -> name.equals(FIRST) ? empty : readOther(member, name));
        return new Contents(member, recovers, databases, closed);
    }

    /** Two servers of one machine that write one directory have the same content, however broken they are. */
    private static void refuseSharedDirectories(Member member, Sql sql) {
        List<String> absolute = member.catalog(sql).absoluteTablespaces();
        if (!absolute.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "the content of %s cannot be compared: tablespace %s is at an absolute place, which every server on this machine shares. Use LOCATION '' (PostgreSQL 15 and later)."
                            .formatted(member.ref(), absolute.get(0)));
        }
    }

    private static DatabaseContents readOther(Member member, String database) {
        @Nullable ContentReader reader = null;
        try {
            reader = new ContentReader(member, database);
            return reader.readAll();
        } catch (SqlException e) {
            var unreadable = new DatabaseContents();
            unreadable.unreadable().put("", words(e));
            return unreadable;
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
    }

    private DatabaseContents readAll() {
        try {
            List<Relation> relations = queries.relations(member.version());
            var catalogs = new ArrayList<Relation>();
            for (Relation relation : relations) {
                if (relation.kind() == Relation.Kind.CATALOG && (!relation.shared() || database.equals(FIRST))) {
                    catalogs.add(relation);
                }
            }
            readCatalogs(catalogs);
            for (Relation relation : relations) {
                switch (relation.kind()) {
                    case TABLE ->
                        attempt(
                                relation,
                                () -> found.tables().put(relation.name(), new Table(relation, queries.rows(relation))));
                    case SEQUENCE ->
                        attempt(relation, () -> found.sequences().put(relation.name(), queries.sequence(relation)));
                    case CATALOG -> {}
                }
            }
        } catch (SqlException e) {
            found.unreadable().put("", words(e));
        }
        return found;
    }

    private void readCatalogs(List<Relation> catalogs) {
        try {
            List<Rows> rows = queries.catalogs(catalogs);
            for (int i = 0; i < catalogs.size(); i++) {
                put(catalogs.get(i), rows.get(i));
            }
        } catch (SqlException one) {
            reopenIfLost(one);
            for (Relation catalog : catalogs) {
                attempt(
                        catalog,
                        () -> put(catalog, queries.catalogs(List.of(catalog)).get(0)));
            }
        }
    }

    private void put(Relation catalog, Rows rows) {
        Map<String, Table> into = catalog.shared() ? found.shared() : found.catalogs();
        into.put(catalog.name(), new Table(catalog, rows));
    }

    private void attempt(Relation relation, Runnable read) {
        try {
            read.run();
        } catch (SqlException e) {
            found.unreadable().put(relation.name(), words(e));
            reopenIfLost(e);
        }
    }

    /** A damaged page may end the session that reads it, and not the next one. */
    private void reopenIfLost(SqlException e) {
        if (e.state().startsWith("08") || e.state().startsWith("57P")) {
            close();
            sql = member.session(database, member.deadline());
            queries = new ContentQueries(sql);
        }
    }

    private void close() {
        sql.close();
    }

    /** What the server said, on one line. */
    private static String words(SqlException e) {
        @Nullable Throwable cause = e.getCause();
        @Nullable String said = cause == null ? null : cause.getMessage();
        return (said == null ? String.valueOf(e.getMessage()) : said).strip().replaceAll("\\s+", " ");
    }
}
