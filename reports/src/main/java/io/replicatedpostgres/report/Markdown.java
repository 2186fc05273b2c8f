package io.replicatedpostgres.report;

import java.util.Locale;

/** Makes any text safe in Markdown: no markup, no HTML, no mention of a user, one line. */
final class Markdown {

    private static final String MARKUP = "\\`*[]<>&|~@#!";
    private static final int CUT_AT = 300;

    private Markdown() {}

    static String text(String text) {
        String line = Shown.line(text).strip();
        String cut = line.length() <= CUT_AT ? line : line.substring(0, CUT_AT) + " …";
        var escaped = new StringBuilder(cut.length() + 16);
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (MARKUP.indexOf(c) >= 0 || (c == '_' && !isWithinWord(cut, i))) {
                escaped.append("&#").append((int) c).append(';');
            } else {
                escaped.append(c == '\n' || c == '\r' ? ' ' : c);
            }
        }
        // an address would become a link
        return escaped.toString().replace("://", "&#58;//");
    }

    private static boolean isWithinWord(String text, int at) {
        return at > 0
                && at < text.length() - 1
                && Character.isLetterOrDigit(text.charAt(at - 1))
                && Character.isLetterOrDigit(text.charAt(at + 1));
    }

    /** A row of a table, of cells that are escaped already. */
    static String row(Iterable<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** The line below the head of a table. */
    static String rule(int columns) {
        return "|" + "---|".repeat(columns) + "\n";
    }

    static String count(long number, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
    }
}
