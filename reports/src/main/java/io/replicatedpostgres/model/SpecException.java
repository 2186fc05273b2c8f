package io.replicatedpostgres.model;

/** A request that cannot be met. The message names the value, the rule that it breaks, and what to write instead. */
public final class SpecException extends ReplicatedPostgresException {

    private static final long serialVersionUID = 1L;

    /** With the complete message. */
    public SpecException(String message) {
        super(message);
    }

    /** Names the value, the rule and the way out. */
    public static SpecException of(String value, String rule, String wayOut) {
        return new SpecException("%s: %s. %s.".formatted(value, rule, wayOut));
    }
}
