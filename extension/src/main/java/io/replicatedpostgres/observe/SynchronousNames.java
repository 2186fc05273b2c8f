package io.replicatedpostgres.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed {@code synchronous_standby_names}.
 *
 * @param wanted how many standbys a commit waits for
 * @param names their names, quotes removed; {@code *} is any
 */
record SynchronousNames(int wanted, List<String> names) {

    private static final Pattern COUNTED =
            Pattern.compile("(?:(?:FIRST|ANY)\\s+)?(\\d+)\\s*\\((.*)\\)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A name in quotes, in which a quote is doubled; or one without. */
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^\\s,\"]+)");

    SynchronousNames {
        names = List.copyOf(names);
    }

    /** Reads the value of the setting; a plain list means the first one of it. */
    static SynchronousNames parse(String value) {
        Matcher counted = COUNTED.matcher(value.strip());
        boolean isCounted = counted.matches();
        var names = new ArrayList<String>();
        Matcher name = NAME.matcher(isCounted ? counted.group(2) : value);
        while (name.find()) {
            names.add(name.group(1) != null ? name.group(1).replace("\"\"", "\"") : name.group(2));
        }
        int wanted = isCounted ? Integer.parseInt(counted.group(1)) : 1;
        return new SynchronousNames(names.isEmpty() ? 0 : wanted, names);
    }

    /** Whether a client of this name may be waited for; PostgreSQL does not mind the case. */
    boolean matches(String applicationName) {
        return names.stream().anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(applicationName));
    }
}
