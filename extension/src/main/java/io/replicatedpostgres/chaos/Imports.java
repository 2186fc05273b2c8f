package io.replicatedpostgres.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The imports of a printed test. */
final class Imports {

    private static final String OURS = "io.replicatedpostgres.";

    private final TreeSet<String> types = new TreeSet<>();
    private final TreeSet<String> members = new TreeSet<>();

    /** Imports a type and returns its simple name. */
    String type(Class<?> type) {
        return type(type.getName());
    }

    /** Imports one of our types that this package may not know, by its name past {@code io.replicatedpostgres.}. */
    String ours(String name) {
        return type(OURS + name);
    }

    /** Imports a type and returns its simple name. */
    String type(String name) {
        types.add(name);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Imports a static member and returns its simple name. */
    String member(String type, String member) {
        members.add(type + "." + member);
        return member;
    }

    /** The lines: static ones first. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        members.forEach(member -> lines.add("import static " + member + ";"));
        if (!members.isEmpty()) {
            lines.add("");
        }
        types.forEach(type -> lines.add("import " + type + ";"));
        return lines;
    }
}
