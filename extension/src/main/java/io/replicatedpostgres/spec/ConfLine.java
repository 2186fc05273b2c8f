package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.SpecException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code postgresql.conf}: a name, a value with or without {@code =}, a comment. Source: PostgreSQL's {@code
 * src/backend/utils/misc/guc-file.l}.
 */
final class ConfLine {

    private static final String NAME = "[A-Za-z_\\x80-\\uFFFF][\\w$\\x80-\\uFFFF]*";
    private static final Pattern FORM = Pattern.compile("\\s*(" + NAME + "(?:\\." + NAME + ")?)"
            + "(?:\\s*=\\s*|\\s+)('(?:[^'\\\\]|\\\\.|'')*'|[-+]?[\\w.:/$\\x80-\\uFFFF-]+)\\s*(?:#.*)?");
    private static final Pattern NOTHING = Pattern.compile("\\s*(?:#.*)?");
    private static final Pattern ESCAPE = Pattern.compile("''|\\\\([0-7]{1,3}|.)");

    private ConfLine() {}

    /**
     * The setting; empty for an empty line and a comment.
     *
     * @throws SpecException if it is neither
     */
    static Optional<SettingsFile.Line> parse(String path, int number, String line) {
        if (NOTHING.matcher(line).matches()) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            throw SpecException.of(
                    "%s, line %s: \"%s\"".formatted(path, number, line.strip()),
                    "that is no setting as in postgresql.conf",
                    "Write name = value, with the value in single quotes if it is more than a word or a number");
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(new SettingsFile.Line(number, name, unquoted(matcher.group(2))));
    }

    private static String unquoted(String value) {
        return value.startsWith("'")
                ? ESCAPE.matcher(value.substring(1, value.length() - 1))
                        .replaceAll(escape -> Matcher.quoteReplacement(meant(escape.group(), escape.group(1))))
                : value;
    }

    private static String meant(String written, String escaped) {
        if (written.equals("''")) {
            return "'";
        }
        return switch (escaped.charAt(0)) {
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '0', '1', '2', '3', '4', '5', '6', '7' -> String.valueOf((char) Integer.parseInt(escaped, 8));
            default -> escaped;
        };
    }
}
