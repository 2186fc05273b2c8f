package io.replicatedpostgres.cluster;

/** The result of the repair of a damage. */
public enum Mended {
    /** Nothing: the server had gone on by itself, or it was mended before. */
    NOTHING("nothing had to be done"),
    /** It was started again. */
    STARTED("started"),
    /** Its slot was made again, and its WAL was still there. */
    SLOT_RECREATED("slot made again"),
    /** It was rebuilt from a base backup. */
    REBUILT("rebuilt from a base backup");

    private final String words;

    Mended(String words) {
        this.words = words;
    }

    /** What was done, in words. */
    public String words() {
        return words;
    }
}
