package io.replicatedpostgres.report;

import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The name of a test as a sentence, for a reader who has not seen the code. */
final class Title {

    /** A method's name in camel case, and what may follow it, such as the number of a repetition. */
    private static final Pattern CAMEL = Pattern.compile("^([a-z][a-z0-9]*(?:[A-Z0-9][A-Za-z0-9]*)+)((?:[ (\\[].*)?)$");

    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+");
    private static final Map<String, String> WRITTEN =
            Map.of("wal", "WAL", "sql", "SQL", "lsn", "LSN", "postgres", "PostgreSQL");

    private Title() {}

    /** A name that is no camel case stays as it is: its author wrote it for readers. */
    static String of(String name) {
        Matcher camel = CAMEL.matcher(name);
        if (!camel.matches()) {
            return name;
        }
        String words = WORD.matcher(camel.group(1)).results().map(Title::word).collect(Collectors.joining(" "));
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + camel.group(2);
    }

    private static String word(MatchResult word) {
        String text = word.group();
        boolean isAcronym = text.length() > 1 && text.equals(text.toUpperCase(Locale.ROOT));
        String lower = text.toLowerCase(Locale.ROOT);
        return isAcronym ? text : WRITTEN.getOrDefault(lower, lower);
    }
}
