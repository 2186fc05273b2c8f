package io.replicatedpostgres.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a check says of a history.
 *
 * @param guarantee the guarantee it is about
 * @param outcome whether it held
 * @param reason why, in a sentence
 * @param evidence what shows it, a line each; at most {@link #EVIDENCE_MAX} and a line that says how many more there are
 */
public record Verdict(String guarantee, Outcome outcome, String reason, List<String> evidence) {

    /** How many lines of evidence are kept. */
    public static final int EVIDENCE_MAX = 20;

    /** Whether a guarantee held. The worst wins, and the later in this list is the worse. */
    public enum Outcome {
        /** It held in everything recorded. */
        PASS,
        /** It was not promised here, or the test says that it breaks it on purpose. The reason says which. */
        NOT_APPLICABLE,
        /** It did not hold, and nothing had promised that it would. It is no failure, and never shown as a pass. */
        ALLOWED,
        /** What is recorded does not tell. Never a pass. */
        UNKNOWN,
        /** It did not hold. */
        FAIL
    }

    /** Cuts the evidence. */
    public Verdict {
        int more = evidence.size() - EVIDENCE_MAX;
        if (more > 0) {
            evidence = new ArrayList<>(evidence.subList(0, EVIDENCE_MAX));
            evidence.add("… and %s more".formatted(more));
        }
        evidence = List.copyOf(evidence);
    }

    static Verdict pass(String guarantee, String reason) {
        return new Verdict(guarantee, Outcome.PASS, reason, List.of());
    }

    static Verdict unknown(String guarantee, String reason) {
        return new Verdict(guarantee, Outcome.UNKNOWN, reason, List.of());
    }

    static Verdict notApplicable(String guarantee, String reason, List<String> evidence) {
        return new Verdict(guarantee, Outcome.NOT_APPLICABLE, reason, evidence);
    }

    static Verdict allowed(String guarantee, String reason, List<String> evidence) {
        return new Verdict(guarantee, Outcome.ALLOWED, reason, evidence);
    }

    static Verdict fail(String guarantee, String reason, List<String> evidence) {
        return new Verdict(guarantee, Outcome.FAIL, reason, evidence);
    }

    /** The worst outcome of some verdicts; of none it is not known. */
    public static Outcome worst(Collection<Verdict> verdicts) {
        return verdicts.stream()
                .map(Verdict::outcome)
                .max(Comparator.naturalOrder())
                .orElse(Outcome.UNKNOWN);
    }

    /** In words: the guarantee first. */
    @Override
    public String toString() {
        String word = switch (outcome) {
            case PASS -> "held";
            case NOT_APPLICABLE -> "does not apply";
            case ALLOWED -> "did not hold, which was not promised";
            case UNKNOWN -> "not known";
            case FAIL -> "BROKEN";
        };
        var text = new StringBuilder("%s: %s: %s".formatted(guarantee, word, reason));
        evidence.forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }
}
