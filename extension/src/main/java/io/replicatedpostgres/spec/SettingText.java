package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PostgreSQL settings written as {@code name = value}. */
public final class SettingText {

    private static final Pattern FORM = Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*?)\\s*");

    private SettingText() {}

    /**
     * The settings, in order.
     *
     * @throws SpecException if one is not of that form, or belongs to the harness
     */
    public static Map<String, String> parse(List<String> lines) {
        Given.each("lines", lines);
        var settings = new LinkedHashMap<String, String>();
        for (String line : lines) {
            Matcher matcher = FORM.matcher(line);
            if (!matcher.matches() || line.indexOf('\n') >= 0) {
                throw SpecException.of(
                        "settings: \"" + line + "\"",
                        "a setting is one line, name = value",
                        "Write for example \"max_slot_wal_keep_size = 64MB\"");
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            OwnedSettings.refuse(name, matcher.group(2));
            settings.put(name, unquoted(matcher.group(2)));
        }
        return settings;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("'") && value.endsWith("'");
        return quoted ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    }
}
