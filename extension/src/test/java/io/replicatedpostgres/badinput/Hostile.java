package io.replicatedpostgres.badinput;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An invalid value.
 *
 * @param value it
 * @param shown how it is written on the page of errors
 */
public record Hostile(@Nullable Object value, String shown) {

    private static final int LONG = 60;

    static Hostile of(@Nullable Object value) {
        return new Hostile(value, shown(value));
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof String text) {
            String visible = visible(text);
            return visible.length() <= LONG
                    ? "\"" + visible + "\""
                    : "\"%s…\" (%s characters)".formatted(visible.substring(0, 3), text.length());
        }
        if (value instanceof Collection<?> all) {
            return shownList(new ArrayList<>(all));
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value != null && value.getClass().isArray()) {
            return shownList(Arrays.asList((Object[]) value));
        }
        String text = String.valueOf(value);
        return text.matches("(?s).*[@/]0?x?[0-9a-f]{6,}.*") && value != null
                ? value.getClass().getSimpleName()
                : visible(text);
    }

    private static String shownList(List<?> all) {
        return all.stream().map(Hostile::shown).toList().toString();
    }

    static String visible(String text) {
        return text.replace("\0", "\\0").replace("\n", "\\n");
    }

    /** What of it an answer may say: any of these. */
    List<String> words() {
        var words = new ArrayList<String>();
        collect(value, words);
        return words;
    }

    private static void collect(@Nullable Object value, List<String> words) {
        if (value instanceof Collection<?> all) {
            words.addAll(List.of("[]", "{}", "none", "no "));
            all.forEach(each -> collect(each, words));
        } else if (value instanceof Object[] array) {
            words.addAll(List.of("[]", "{}", "none", "no "));
            for (Object each : array) {
                collect(each, words);
            }
        } else if (value instanceof String text) {
            collectText(text, words);
        } else if (value instanceof Number number) {
            words.add(number.toString());
            words.add(Duration.ofMillis(number.longValue()).toString());
        } else if (value instanceof Duration time && time.compareTo(Duration.ofDays(1)) < 0) {
            words.add(time.toString());
            words.add(time.toMillis() + " ms");
        } else if (value instanceof Fault fault) {
            words.add(fault.name());
            fault.targets().forEach(target -> words.add(target.name()));
        } else if (value instanceof Map<?, ?> map) {
            words.add(map.toString());
            words.add(Given.shown(map.toString()));
        } else if (value instanceof byte[] bytes) {
            words.add(bytes.length + " bytes");
        } else if (value instanceof Damage damage) {
            words.add(damage.kind().toString());
        } else if (value instanceof Record parts && !(value instanceof NodeRef)) {
            collectParts(parts, words);
        } else {
            words.add(String.valueOf(value));
            if (String.valueOf(value).equals(Lambdas.GIVING_NULL)) {
                words.add("null");
            }
        }
    }

    private static void collectParts(Record value, List<String> words) {
        words.add(value.toString());
        for (RecordComponent part : value.getClass().getRecordComponents()) {
            try {
                collect(part.getAccessor().invoke(value), words);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void collectText(String text, List<String> words) {
        if (text.isBlank()) {
            words.addAll(List.of("\"" + text + "\"", "'" + text + "'", "empty", "blank", "= "));
        } else {
            String line = text.strip().lines().findFirst().orElse("");
            String visible = visible(line);
            words.add(visible.substring(0, Math.min(20, visible.length())));
            if (text.length() > 400) {
                words.add("characters)");
            }
        }
    }

    @Override
    public String toString() {
        return shown;
    }
}
