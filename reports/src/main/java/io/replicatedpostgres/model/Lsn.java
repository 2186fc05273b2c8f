package io.replicatedpostgres.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A position in the write-ahead log, in bytes since the beginning of the cluster.
 *
 * <p>Ordered as the unsigned number it is. The text form is PostgreSQL's {@code pg_lsn}, for example {@code 0/5000148};
 * comparing those texts as texts gives wrong answers, which is why this type exists.
 *
 * @param bytes the position, an unsigned 64-bit number
 */
public record Lsn(long bytes) implements Comparable<Lsn> {

    /** The position PostgreSQL writes for "none": {@code 0/0}. */
    public static final Lsn ZERO = new Lsn(0);

    private static final Pattern TEXT = Pattern.compile("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}");

    /**
     * Reads PostgreSQL's text form.
     *
     * @throws IllegalArgumentException if the text is not two hexadecimal numbers of up to 8 digits around a slash
     */
    public static Lsn parse(String text) {
        int slash = Given.value("text", text).indexOf('/');
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not an LSN: '%s'; wanted two hexadecimal numbers around a slash, like 0/5000148"
                            .formatted(Given.shown(text)));
        }
        long high = Long.parseLong(text.substring(0, slash), 16);
        long low = Long.parseLong(text.substring(slash + 1), 16);
        return new Lsn(high << 32 | low);
    }

    /** The distance from {@code earlier} to here in bytes; negative if {@code earlier} is later. */
    public long minus(Lsn earlier) {
        Given.value("earlier", earlier);
        return bytes - earlier.bytes;
    }

    /** The position this many bytes further on. */
    public Lsn plus(long distanceBytes) {
        return new Lsn(bytes + distanceBytes);
    }

    /** Whether this position lies after the other one. */
    public boolean isAfter(Lsn other) {
        Given.value("other", other);
        return compareTo(other) > 0;
    }

    /** Whether this position lies at the other one or after it. */
    public boolean isAtLeast(Lsn other) {
        Given.value("other", other);
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public String toString() {
        String high = Long.toHexString(bytes >>> 32);
        String low = Long.toHexString(bytes & 0xFFFFFFFFL);
        return (high + "/" + low).toUpperCase(Locale.ROOT);
    }
}
