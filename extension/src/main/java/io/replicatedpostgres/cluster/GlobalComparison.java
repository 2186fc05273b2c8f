package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.postgres.ContentQueries;
import io.replicatedpostgres.postgres.GlobalObjects.Property;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells in words how roles, memberships, settings, databases and tablespaces of two nodes differ. */
final class GlobalComparison {

    private static final int CHARACTERS = 80;

    private GlobalComparison() {}

    static List<String> differences(Member one, Member other) {
        Map<String, Map<String, @Nullable String>> here = read(one);
        Map<String, Map<String, @Nullable String>> there = read(other);
        var lines = new ArrayList<String>();
        var objects = new TreeSet<>(here.keySet());
        objects.addAll(there.keySet());
        for (String object : objects) {
            @Nullable Map<String, @Nullable String> ofOne = here.get(object);
            @Nullable Map<String, @Nullable String> ofOther = there.get(object);
            if (ofOne != null && ofOther != null) {
                lines.addAll(properties(object, ofOne, one.ref(), ofOther, other.ref()));
            } else if (!object.startsWith("database ")) {
                lines.add("%s lacks the %s".formatted(ofOne == null ? one.ref() : other.ref(), object));
            }
        }
        return lines;
    }

    private static Map<String, Map<String, @Nullable String>> read(Member member) {
        var objects = new TreeMap<String, Map<String, @Nullable String>>();
        try (Sql sql = member.session()) {
            var pinned = new ContentQueries(sql);
            for (Property property : pinned.globals(member.version())) {
                objects.computeIfAbsent(property.object(), name -> new TreeMap<>())
                        .put(property.name(), property.value());
            }
        }
        return objects;
    }

    private static List<String> properties(
            String object,
            Map<String, @Nullable String> here,
            NodeRef one,
            Map<String, @Nullable String> there,
            NodeRef other) {
        var lines = new ArrayList<String>();
        var names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        for (String name : names) {
            @Nullable String ofOne = here.get(name);
            @Nullable String ofOther = there.get(name);
            if (Objects.equals(ofOne, ofOther)) {
                continue;
            }
            if (name.equals("password")) {
                lines.add("%s: another password on %s than on %s".formatted(object, one, other));
            } else if (isBoolean(ofOne) && isBoolean(ofOther)) {
                lines.add("%s: %s on %s only".formatted(object, name, "true".equals(ofOne) ? one : other));
            } else {
                lines.add(
                        "%s: %s %s on %s, %s on %s".formatted(object, name, shown(ofOne), one, shown(ofOther), other));
            }
        }
        return lines;
    }

    private static boolean isBoolean(@Nullable String value) {
        return "true".equals(value) || "false".equals(value);
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "none";
        }
        return value.length() <= CHARACTERS ? value : value.substring(0, CHARACTERS) + "…";
    }
}
