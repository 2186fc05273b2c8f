package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.Contents.Difference;
import io.replicatedpostgres.cluster.DatabaseContents.Table;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.ContentQueries.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Compares what two nodes hold, and tells what differs in words. */
final class ContentComparison {

    private static final int TOLD_MAX = 50;
    private static final int ROWS_OF_A_CATALOG_MAX = 1;

    private final Contents one;
    private final Contents other;
    private final boolean byRows;
    private final List<Difference> differences = new ArrayList<>();

    /** A standby has its primary's catalogs, row by row. Two primaries may have made the same under other OIDs. */
    ContentComparison(Contents one, Contents other) {
        this(one, other, one.recovers() || other.recovers());
    }

    /** Compares catalogs by their rows, or by what {@code pg_dump} makes of them. */
    ContentComparison(Contents one, Contents other, boolean byRows) {
        this.one = one;
        this.other = other;
        this.byRows = byRows;
    }

    /** Not more of them than a person reads. */
    List<Difference> bounded() {
        List<Difference> all = all();
        if (all.size() <= TOLD_MAX) {
            return all;
        }
        var some = new ArrayList<>(all.subList(0, TOLD_MAX));
        some.add(new Difference("and %s more differences".formatted(all.size() - TOLD_MAX), null));
        return some;
    }

    List<Difference> all() {
        for (String database : both(one.databases(), other.databases())) {
            @Nullable DatabaseContents here = one.databases().get(database);
            @Nullable DatabaseContents there = other.databases().get(database);
            if (here != null && there != null) {
                compare(database, here, there);
            } else if (!(here == null ? one : other).closed().contains(database)) {
                add("database %s %s".formatted(database, only(here != null)));
            }
        }
        addClosed(one, other);
        addClosed(other, one);
        compareGlobals();
        return List.copyOf(differences);
    }

    private void addClosed(Contents node, Contents lacking) {
        for (String name : new TreeSet<>(node.closed())) {
            if (!lacking.closed().contains(name) && !lacking.databases().containsKey(name)) {
                add("database %s is on %s only".formatted(name, node.node()));
            }
        }
    }

    private void compare(String database, DatabaseContents here, DatabaseContents there) {
        compareReadable(database, one, here);
        compareReadable(database, other, there);
        if (here.unreadable().containsKey("") || there.unreadable().containsKey("")) {
            return;
        }
        Set<String> unread = new HashSet<>(here.unreadable().keySet());
        unread.addAll(there.unreadable().keySet());
        var told = new HashSet<String>();
        compareTables(database, here, there, unread, told);
        compareSequences(database, here, there, unread, told);
        compareSchema(database, here, there, told);
        compareLargeObjects(database, here, there);
    }

    private void compareReadable(String database, Contents node, DatabaseContents content) {
        content.unreadable()
                .forEach((name, why) -> add("%s cannot be read on %s: %s"
                        .formatted(
                                name.isEmpty() ? "database " + database : Contents.qualified(database, name),
                                node.node(),
                                why)));
    }

    private void compareTables(
            String database, DatabaseContents here, DatabaseContents there, Set<String> unread, Set<String> told) {
        for (String name : both(here.tables(), there.tables())) {
            String table = Contents.qualified(database, name);
            @Nullable Table ofOne = here.tables().get(name);
            @Nullable Table ofOther = there.tables().get(name);
            if (unread.contains(name)) {
                continue;
            }
            if (ofOne == null || ofOther == null) {
                Table only = ofOne == null ? Objects.requireNonNull(ofOther) : ofOne;
                told.add(only.relation().schema() + "." + only.relation().relation());
                add("%s %s".formatted(table, only(ofOne != null)));
            } else if (!ofOne.rows().equals(ofOther.rows())) {
                String counts = Contents.counts(one, ofOne.rows(), other, ofOther.rows());
                differences.add(new Difference("%s %s".formatted(table, counts), table));
            }
        }
    }

    private void compareSequences(
            String database, DatabaseContents here, DatabaseContents there, Set<String> unread, Set<String> told) {
        for (String name : both(here.sequences(), there.sequences())) {
            @Nullable Sequence ofOne = here.sequences().get(name);
            @Nullable Sequence ofOther = there.sequences().get(name);
            String sequence = "sequence " + Contents.qualified(database, name);
            if (unread.contains(name)) {
                continue;
            }
            if (ofOne == null || ofOther == null) {
                told.add(name);
                add("%s %s".formatted(sequence, only(ofOne != null)));
            } else if (!ofOne.horizon().equals(ofOther.horizon()) || ofOne.called() != ofOther.called()) {
                boolean alike = ofOne.lastValue() == ofOther.lastValue() && ofOne.called() == ofOther.called();
                add("%s: %s on %s, %s on %s"
                        .formatted(sequence, words(ofOne, alike), one.node(), words(ofOther, alike), other.node()));
            }
        }
    }

    private static String words(Sequence sequence, boolean withAhead) {
        return sequence.lastValue()
                + (sequence.called() ? "" : ", not called yet,")
                + (withAhead ? " and %s more that WAL has already".formatted(sequence.ahead()) : "");
    }

    private void compareSchema(String database, DatabaseContents here, DatabaseContents there, Set<String> told) {
        List<String> catalogs = differing(here.catalogs(), there.catalogs());
        catalogs.remove(DatabaseContents.LARGE_OBJECTS);
        catalogs.remove(LargeObjects.METADATA);
        if (byRows && catalogs.isEmpty()) {
            return;
        }
        explain(
                "the schema of database " + database,
                () -> SchemaDump.differences(one.member(), other.member(), database, told),
                catalogs,
                name -> catalogRows(
                        database, here.catalogs().get(name), there.catalogs().get(name)));
    }

    private void compareLargeObjects(String database, DatabaseContents here, DatabaseContents there) {
        List<String> catalogs = differing(here.catalogs(), there.catalogs());
        catalogs.retainAll(Set.of(DatabaseContents.LARGE_OBJECTS, LargeObjects.METADATA));
        if (!catalogs.isEmpty()) {
            explain(
                    "the large objects of database " + database,
                    () -> LargeObjects.differences(one.member(), other.member(), database),
                    byRows ? catalogs : List.of(),
                    name -> "");
        }
    }

    private void compareGlobals() {
        @Nullable DatabaseContents here = one.databases().get("postgres");
        @Nullable DatabaseContents there = other.databases().get("postgres");
        if (here == null || there == null) {
            return;
        }
        List<String> catalogs = differing(here.shared(), there.shared());
        if (byRows && catalogs.isEmpty()) {
            return;
        }
        explain(
                "what all databases have in common",
                () -> GlobalComparison.differences(one.member(), other.member()),
                catalogs,
                name -> catalogRows(
                        "postgres", here.shared().get(name), there.shared().get(name)));
    }

    /** In words if there are some; else by the rows of the catalogs that differ. */
    private void explain(
            String what, Supplier<List<String>> words, List<String> catalogs, Function<String, String> rows) {
        int before = differences.size();
        try {
            words.get().forEach(this::add);
        } catch (ReplicatedPostgresException e) {
            add("%s cannot be compared in words: %s".formatted(what, e.getMessage()));
        }
        if (byRows && differences.size() == before) {
            for (String catalog : catalogs) {
                add("%s differs in the catalog %s%s".formatted(what, catalog, rows.apply(catalog)));
            }
        }
    }

    private String catalogRows(String database, @Nullable Table here, @Nullable Table there) {
        if (here == null || there == null) {
            return "";
        }
        String counts = ", which " + Contents.counts(one, here.rows(), other, there.rows());
        if (holdsSecrets(here)) {
            return counts;
        }
        try {
            Map<String, Integer> rows = one.sample(database, here);
            Map<String, Integer> rowsThere = other.sample(database, there);
            var lines = new ArrayList<String>();
            lines.addAll(Contents.only(one.node(), rows, rowsThere, ROWS_OF_A_CATALOG_MAX));
            lines.addAll(Contents.only(other.node(), rowsThere, rows, ROWS_OF_A_CATALOG_MAX));
            return counts + lines.stream().map(line -> "; " + line).reduce("", String::concat);
        } catch (ReplicatedPostgresException e) {
            return "%s (the rows could not be shown: %s)".formatted(counts, e.getMessage());
        }
    }

    private static boolean holdsSecrets(Table catalog) {
        return Set.of("pg_authid", "pg_subscription", "pg_user_mapping", "pg_foreign_server", "pg_db_role_setting")
                .contains(catalog.relation().relation());
    }

    private static List<String> differing(Map<String, Table> here, Map<String, Table> there) {
        var names = new ArrayList<String>();
        for (String name : both(here, there)) {
            @Nullable Table ofOne = here.get(name);
            @Nullable Table ofOther = there.get(name);
            // one that cannot be read was told
            if (ofOne != null && ofOther != null && !ofOne.rows().equals(ofOther.rows())) {
                names.add(name);
            }
        }
        return names;
    }

    private static Set<String> both(Map<String, ?> here, Map<String, ?> there) {
        var all = new TreeSet<>(here.keySet());
        all.addAll(there.keySet());
        return all;
    }

    private String only(boolean onOne) {
        return "is on %s only".formatted(onOne ? one.node() : other.node());
    }

    private void add(String text) {
        differences.add(new Difference(text, null));
    }
}
