package io.replicatedpostgres.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes a text from any source safe to display: what cannot be seen, or would change how its neighbours are seen,
 * becomes a sign that can, and what is too long is cut. It does not escape: that is the template's and the JSON writer's.
 */
final class Shown {

    private static final int LINE_MAX = 2_000;
    private static final int BLOCK_MAX = 20_000;
    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;
    private static final int PICTURE_OF_DELETE = 0x2421;

    private Shown() {}

    /** A name or a line: line breaks are shown as signs. */
    static String line(String text) {
        return cut(text, LINE_MAX, false);
    }

    /** Several lines. */
    static String block(String text) {
        return cut(text, BLOCK_MAX, true);
    }

    static @Nullable String blockOrNull(@Nullable String text) {
        return text == null ? null : block(text);
    }

    private static String cut(String text, int lengthMax, boolean keepLineBreaks) {
        int end = Math.min(text.length(), lengthMax);
        var shown = new StringBuilder(end + 32);
        for (int i = 0; i < end; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            append(shown, point, keepLineBreaks);
        }
        if (text.length() > lengthMax) {
            shown.append(String.format(Locale.ROOT, " … and %,d characters more", text.length() - lengthMax));
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int point, boolean keepLineBreaks) {
        if (point == '\t' || (point == '\n' && keepLineBreaks)) {
            shown.append((char) point);
        } else if (point < ' ') {
            shown.append((char) (CONTROL_PICTURES + point));
        } else if (point == DELETE) {
            shown.append((char) PICTURE_OF_DELETE);
        } else if (isInvisible(point)) {
            shown.append(String.format(Locale.ROOT, "⟨U+%04X⟩", point));
        } else {
            shown.appendCodePoint(point);
        }
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
