package io.replicatedpostgres.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values as Java writes them. */
final class JavaText {

    private static final int ASCII_FIRST = 0x20;
    private static final int ASCII_LAST = 0x7E;

    private JavaText() {}

    /** A string literal. */
    static String literal(String text) {
        var literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '"', '\\' -> literal.append('\\').append(each);
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default ->
                    literal.append(
                            each >= ASCII_FIRST && each <= ASCII_LAST
                                    ? String.valueOf(each)
                                    : String.format(Locale.ROOT, "\\u%04x", (int) each));
            }
        }
        return literal.append('"').toString();
    }

    /** String literals, separated by commas. */
    static String literals(Collection<String> texts) {
        return texts.stream().map(JavaText::literal).collect(Collectors.joining(", "));
    }

    /** A duration, in milliseconds if it is a whole number of them. */
    static String duration(Duration duration, Imports imports) {
        String type = imports.type(Duration.class);
        return duration.equals(Duration.ofMillis(duration.toMillis()))
                ? "%s.ofMillis(%s)".formatted(type, duration.toMillis())
                : "%s.ofNanos(%sL)".formatted(type, duration.toNanos());
    }

    /** One line that may stand in a comment. */
    static String comment(String text) {
        return text.strip().replaceAll("\\s+", " ").replace('\\', '/');
    }
}
