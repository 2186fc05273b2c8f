package io.replicatedpostgres.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** Checks of the arguments of public methods: each refuses a bad value by a {@link SpecException} that names it, the rule and the way out. */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Given {

    /** Longer than any deadline, and short enough to be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final int IDENTIFIER_BYTES_MAX = 63;
    private static final int SHOWN_MAX = 400;
    private static final int SHOWN_OF_A_LONG_ONE = 60;
    private static final Pattern LONG_WORD = Pattern.compile("[^\\s'\";:,]{" + SHOWN_MAX + ",}");
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,63}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\r\\t]]");

    private Given() {}

    /**
     * The value itself.
     *
     * @param name the parameter
     * @throws SpecException if it is null
     */
    public static <T> T value(String name, @Nullable T value) {
        if (value == null) {
            throw isNull(name);
        }
        return value;
    }

    /**
     * Refuses a list that is null, and one with null in it.
     *
     * @param name the parameter
     */
    public static void each(String name, @Nullable Collection<?> values) {
        int at = 0;
        for (Object value : value(name, values)) {
            if (value == null) {
                throw isNull(name + "[" + at + "]");
            }
            at++;
        }
    }

    /**
     * The same for an array.
     *
     * @param name the parameter
     */
    public static void each(String name, @Nullable Object @Nullable [] values) {
        each(name, Arrays.asList(value(name, values)));
    }

    /**
     * Refuses a map that is null, and one with null in it.
     *
     * @param name the parameter
     */
    public static void each(String name, @Nullable Map<?, ?> values) {
        Map<?, ?> there = value(name, values);
        each(name, there.keySet());
        each(name, there.values());
    }

    /**
     * How long something may take.
     *
     * @param name the parameter
     * @throws SpecException unless it is longer than 0 and at most a hundred years
     */
    public static Duration time(String name, @Nullable Duration time) {
        Duration there = notEndless(name, time);
        if (there.isNegative() || there.isZero()) {
            throw SpecException.of(
                    name + " = " + there, "it must be longer than 0", "Write for example Duration.ofSeconds(5)");
        }
        return there;
    }

    /**
     * A time that can be counted.
     *
     * @param name the parameter
     * @throws SpecException if it is longer than a hundred years
     */
    public static Duration notEndless(String name, @Nullable Duration time) {
        Duration there = value(name, time);
        if (there.compareTo(LONGEST) > 0) {
            throw SpecException.of(
                    name + " = " + there,
                    "it must not be longer than a hundred years",
                    "Write for example Duration.ofMinutes(5)");
        }
        return there;
    }

    /**
     * A text that is not blank.
     *
     * @param name the parameter
     * @param example how one is written
     * @throws SpecException if it is null, blank, or has a character that no server takes
     */
    public static String text(String name, @Nullable String text, String example) {
        String there = noNul(name, text);
        if (there.isBlank()) {
            throw refused(name, there, "it must not be blank", "Write for example " + example);
        }
        return there;
    }

    /**
     * A text that may be empty, and goes to a server or a program.
     *
     * @param name the parameter
     * @throws SpecException if it is null, or has a NUL, which is the end of a text there
     */
    public static String noNul(String name, @Nullable String text) {
        String there = value(name, text);
        if (there.indexOf('\0') >= 0) {
            throw refused(
                    name, there, "it has a NUL character, which no server and no program takes", "Leave that out");
        }
        return there;
    }

    /**
     * The name of a replication slot. A server cuts a longer one, and makes another slot than that which was asked for.
     *
     * @param name the parameter
     * @throws SpecException if it is null, or no name of a slot
     */
    public static String slotName(String name, @Nullable String slot) {
        String there = value(name, slot);
        if (!SLOT.matcher(there).matches()) {
            throw refused(
                    name,
                    there,
                    "a slot's name has 1 to 63 lower-case letters, digits and underscores",
                    "Write for example my_slot");
        }
        return there;
    }

    /**
     * The name of a database, role or other object. A server cuts a longer one, and makes another than that which was asked for.
     *
     * @param name the parameter
     * @throws SpecException if it is null, blank, or longer than PostgreSQL allows
     */
    public static String identifier(String name, @Nullable String identifier) {
        String there = text(name, identifier, "orders");
        if (there.getBytes(StandardCharsets.UTF_8).length > IDENTIFIER_BYTES_MAX) {
            throw refused(
                    name,
                    there,
                    "PostgreSQL cuts a name after %s bytes".formatted(IDENTIFIER_BYTES_MAX),
                    "Give it a shorter one");
        }
        return there;
    }

    private static SpecException refused(String name, String text, String rule, String wayOut) {
        return SpecException.of("%s = \"%s\"".formatted(name, text), rule, wayOut);
    }

    /** A text as a message shows it: what cannot be seen is written out, and a word without end is cut. */
    public static String shown(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        String visible = CONTROL.matcher(text)
                .replaceAll(found -> found.group().equals("\0")
                        ? "\\\\0"
                        : "\\\\u" + Integer.toHexString(found.group().charAt(0)));
        return LONG_WORD
                .matcher(visible)
                .replaceAll(word -> Matcher.quoteReplacement("%s… (%s characters)"
                        .formatted(
                                word.group().substring(0, SHOWN_OF_A_LONG_ONE),
                                word.group().length())));
    }

    private static SpecException isNull(String name) {
        return SpecException.of(name + " = null", "it must not be null", "Give it a value");
    }
}
