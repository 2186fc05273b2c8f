package io.replicatedpostgres.journal;

import java.util.List;

/**
 * A guarantee was checked against everything recorded before this.
 *
 * @param guarantee which one, such as {@code no acknowledged write lost}
 * @param verdict {@code PASS}, {@code UNKNOWN} or {@code FAIL}
 * @param reason why
 * @param evidence what shows it, a line each
 */
public record GuaranteeChecked(String guarantee, String verdict, String reason, List<String> evidence)
        implements Event {

    /** Copies the evidence. */
    public GuaranteeChecked {
        evidence = List.copyOf(evidence);
    }
}
