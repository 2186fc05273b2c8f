package io.replicatedpostgres.report;

import java.util.Locale;
import org.assertj.core.presentation.StandardRepresentation;

/** What a failed assertion prints: of a whole page its beginning, since the rest would hide what is wrong. */
public final class ShortTexts extends StandardRepresentation {

    /** As much as fits a screen; longer texts than this are pages. */
    static final int CHARACTERS_MAX = 3_000;

    /** For AssertJ, which finds it as a service. */
    public ShortTexts() {}

    @Override
    protected String toStringOf(String text) {
        return text.length() <= CHARACTERS_MAX
                ? super.toStringOf(text)
                : super.toStringOf(text.substring(0, CHARACTERS_MAX))
                        + String.format(Locale.ROOT, "… (%,d characters in all)", text.length());
    }
}
