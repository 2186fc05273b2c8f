package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Sessions;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.SideBySide;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a database as {@code pg_dump --schema-only} writes it: by name, without OIDs, and all that a dump knows. Each entry
 * has a header, {@code -- Name: i; Type: INDEX; Schema: public; Owner: postgres}, and the statements that make the object.
 */
final class SchemaDump {

    private static final Pattern HEADER =
            Pattern.compile("-- Name: (.+); Type: ([A-Z ]+); Schema: (.+); Owner: .*", Pattern.DOTALL);

    /** The kinds of entries that are about another object: its kind stands before its name. */
    private static final Map<String, String> ABOUT =
            Map.of("ACL", "grants on", "COMMENT", "comment on", "SECURITY LABEL", "security label on");

    private static final Map<String, String> WORDS =
            Map.of("row security", "row security of", "fk constraint", "foreign key constraint");

    private static final Pattern OBJECT = Pattern.compile("([A-Z]+(?: [A-Z]+)*) (.+)");
    private static final Pattern DEFAULT = Pattern.compile("SET (default_[a-z_]+) = (.*);");
    private static final Set<String> TOLD_BY_ROWS = Set.of("TABLE", "MATERIALIZED VIEW", "SEQUENCE");
    /** What lies in a tablespace, and is written by an access method: settings before the entry say which, if not the usual ones. */
    private static final Set<String> STORED = Set.of("TABLE", "MATERIALIZED VIEW", "INDEX", "CONSTRAINT");

    private static final int LINES_MAX = 6;
    private static final int CHARACTERS = 120;

    private final Map<String, List<String>> entries = new TreeMap<>();

    private SchemaDump() {}

    /**
     * What differs, a line each.
     *
     * @param told tables and sequences, as {@code schema.name}, that only one has and that was said
     */
    static List<String> differences(Member one, Member other, String database, Set<String> told) {
        List<SchemaDump> dumps = SideBySide.map(List.of(one, other), member -> of(member, database, told));
        Map<String, List<String>> here = dumps.get(0).entries;
        Map<String, List<String>> there = dumps.get(1).entries;
        var lines = new ArrayList<String>();
        var all = new TreeSet<>(here.keySet());
        all.addAll(there.keySet());
        for (String object : all) {
            @Nullable List<String> ofOne = here.get(object);
            @Nullable List<String> ofOther = there.get(object);
            if (ofOne == null || ofOther == null) {
                lines.add("%s lacks the %s".formatted(ofOne == null ? one.ref() : other.ref(), object));
            } else if (!ofOne.equals(ofOther)) {
                lines.add("%s: %s".formatted(object, words(one, ofOne, other, ofOther)));
            }
        }
        return lines;
    }

    private static SchemaDump of(Member member, String database, Set<String> told) {
        member.provisioned()
                .binaries()
                .require(
                        "pg_dump",
                        "the schema of %s in words".formatted(member.ref()),
                        "compare standbys of one primary");
        var endpoint = member.host().endpointForHosts();
        Command command = Command.of(member.provisioned().binaries().path("pg_dump"))
                .with("--schema-only", "--no-password", "--encoding=UTF8")
                .withEnvironment("PGPASSFILE", member.passwordFile())
                .withEnvironment("PGOPTIONS", Sessions.HARNESS_OPTIONS)
                .withEnvironment("PGHOST", endpoint.host())
                .withEnvironment("PGPORT", String.valueOf(endpoint.port()))
                .withEnvironment("PGUSER", Credentials.SUPERUSER)
                .withEnvironment("PGDATABASE", database);
        Outcome outcome = member.host().run(command, member.deadline());
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("pg_dump of database %s of %s failed: %s"
                    .formatted(database, member.ref(), outcome.output().strip()));
        }
        return parsed(outcome.output(), database, told);
    }

    static SchemaDump parsed(String text, String database, Set<String> told) {
        var dump = new SchemaDump();
        var defaults = new TreeMap<String, String>();
        @Nullable List<String> entry = null;
        for (String line : text.lines().toList()) {
            Matcher header = HEADER.matcher(line);
            Matcher setting = DEFAULT.matcher(line);
            if (header.matches()) {
                boolean skipped = TOLD_BY_ROWS.contains(header.group(2))
                        && told.contains(header.group(3) + "." + header.group(1));
                String key = key(header.group(1), header.group(2), header.group(3), database);
                entry = skipped ? null : dump.entries.computeIfAbsent(key, name -> new ArrayList<>());
                if (entry != null && STORED.contains(header.group(2))) {
                    defaults.values().stream().filter(value -> !value.isEmpty()).forEach(entry::add);
                }
            } else if (setting.matches()) {
                boolean usual =
                        setting.group(2).equals("''") || setting.group(2).equals("heap");
                defaults.put(setting.group(1), usual ? "" : line);
            } else if (entry != null && !line.isBlank() && !isNoise(line)) {
                entry.add(line.strip());
            }
        }
        return dump;
    }

    /** What stands in the dump and is no part of an object; a token of a dump's own is in it since 2025. */
    private static boolean isNoise(String line) {
        return line.startsWith("--")
                || line.startsWith("\\restrict")
                || line.startsWith("\\unrestrict")
                || line.startsWith("pg_dump: ");
    }

    /** The object in words: {@code index postgres.public.i}. */
    private static String key(String name, String type, String schema, String database) {
        String kind = type.toLowerCase(Locale.ROOT);
        String object = name;
        Matcher other = OBJECT.matcher(name);
        if (ABOUT.containsKey(type) && other.matches()) {
            kind = ABOUT.get(type) + " " + other.group(1).toLowerCase(Locale.ROOT);
            object = other.group(2);
        } else if (name.startsWith(type + " ")) {
            object = name.substring(type.length() + 1);
        }
        kind = WORDS.getOrDefault(kind, kind);
        if (type.equals("DEFAULT ACL")) {
            kind = name.toLowerCase(Locale.ROOT);
            return "%s of %s"
                    .formatted(
                            kind,
                            schema.equals("-") ? "database " + database : "schema %s.%s".formatted(database, schema));
        }
        return schema.equals("-")
                ? "%s %s of database %s".formatted(kind, object, database)
                : "%s %s.%s.%s".formatted(kind, database, schema, object);
    }

    private static String words(Member one, List<String> here, Member other, List<String> there) {
        List<String> onlyHere = only(here, there);
        List<String> onlyThere = only(there, here);
        if (onlyHere.isEmpty() && onlyThere.isEmpty()) {
            return "the same lines in another order";
        }
        return "%s on %s, %s on %s".formatted(shown(onlyHere), one.ref(), shown(onlyThere), other.ref());
    }

    private static List<String> only(List<String> here, List<String> there) {
        var rest = new ArrayList<>(there.stream().map(SchemaDump::bare).toList());
        return here.stream()
                .map(SchemaDump::bare)
                .filter(line -> !rest.remove(line))
                .toList();
    }

    /** The last column of a table has no comma. */
    private static String bare(String line) {
        return line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
    }

    private static String shown(List<String> lines) {
        if (lines.isEmpty()) {
            return "nothing";
        }
        var words = new ArrayList<String>();
        for (String line : lines.subList(0, Math.min(lines.size(), LINES_MAX))) {
            if (line.toLowerCase(Locale.ROOT).contains("password")) {
                words.add("(something with a password)");
            } else {
                words.add('"' + (line.length() <= CHARACTERS ? line : line.substring(0, CHARACTERS) + "…") + '"');
            }
        }
        return String.join(" ", words) + (lines.size() > LINES_MAX ? " and more" : "");
    }
}
