package io.replicatedpostgres.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the equal parts into which the test classes of a run are divided.
 *
 * @param number which part, from 1 on
 * @param count how many parts there are
 */
public record Shard(int number, int count) {

    /** The name of the system property. */
    public static final String KEY = "replicatedpostgres.shard";

    private static final String VARIABLE = "REPLICATEDPOSTGRES_SHARD";

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    /**
     * The one that a system property, or else a variable of the environment, names; empty without either.
     *
     * @throws SpecException if it is no shard
     */
    public static Optional<Shard> ofThisJvm() {
        return JvmSetting.value(KEY, VARIABLE).map(Shard::parse);
    }

    /**
     * Reads {@code 2/5}.
     *
     * @throws SpecException if the text is something else
     */
    public static Shard parse(String text) {
        Given.value("text", text);
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            var shard = new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (shard.number >= 1 && shard.number <= shard.count) {
                return shard;
            }
        }
        throw SpecException.of(
                "%s = %s".formatted(KEY, text),
                "it is the number of a shard, from 1 on, and how many there are",
                "Write for example 2/5, the second of five");
    }

    /** {@code 2/5}. */
    @Override
    public String toString() {
        return number + "/" + count;
    }
}
