package io.replicatedpostgres.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guarantee was checked against everything recorded before this.
 *
 * @param guarantee which one, such as {@code no acknowledged write lost}
 * @param verdict {@code PASS}, {@code NOT_APPLICABLE}, {@code ALLOWED}, {@code UNKNOWN} or {@code FAIL}
 * @param reason why
 * @param evidence what shows it, a line each
 * @param promised whether it was judged without being asked for, as a promise of PostgreSQL or of the cluster; false if the test
 *     asked for it; null before version 4 of the format
 */
public record GuaranteeChecked(
        String guarantee,
        String verdict,
        String reason,
        List<String> evidence,
        @Nullable Boolean promised) implements Event {

    /** Copies the evidence. */
    public GuaranteeChecked {
        evidence = List.copyOf(evidence);
    }

    /** Of which it is not known whether the test asked for it. */
    public GuaranteeChecked(String guarantee, String verdict, String reason, List<String> evidence) {
        this(guarantee, verdict, reason, evidence, null);
    }
}
