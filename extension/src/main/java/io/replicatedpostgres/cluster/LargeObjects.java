package io.replicatedpostgres.cluster;

import io.replicatedpostgres.postgres.ContentQueries;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells which large objects of a database two nodes have differently. */
final class LargeObjects {

    static final String METADATA = "pg_catalog.pg_largeobject_metadata";

    private LargeObjects() {}

    static List<String> differences(Member one, Member other, String database) {
        Map<String, List<String>> here = read(one, database);
        Map<String, List<String>> there = read(other, database);
        var lines = new ArrayList<String>();
        var all = new TreeSet<>(here.keySet());
        all.addAll(there.keySet());
        for (String oid : all) {
            String object = "large object %s of database %s".formatted(oid, database);
            @Nullable List<String> ofOne = here.get(oid);
            @Nullable List<String> ofOther = there.get(oid);
            if (ofOne == null || ofOther == null) {
                lines.add("%s is on %s only".formatted(object, ofOne == null ? other.ref() : one.ref()));
            } else if (!ofOne.equals(ofOther)) {
                String what = ofOne.get(0).equals(ofOther.get(0)) ? "its owner or its grants" : "its bytes";
                lines.add("%s differs in %s".formatted(object, what));
            }
        }
        return lines;
    }

    /** By OID: a digest of its bytes, and who owns it and may use it. */
    private static Map<String, List<String>> read(Member member, String database) {
        var objects = new TreeMap<String, List<String>>();
        try (Sql sql = member.session(database, member.deadline())) {
            new ContentQueries(sql)
                    .largeObjects()
                    .forEach(object -> objects.put(object.get(0), object.subList(1, object.size())));
        }
        return objects;
    }
}
