package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The failover manager of a cluster: an agent beside each server, which starts, stops and promotes it.
 *
 * @param kind which one; not {@link ManagerKind#NONE}
 * @param settings its own settings, in its own words: of Patroni those of its dynamic configuration, such as {@code ttl}
 * @param dcsMembers how many members its distributed configuration store has: 1, 3 or 5
 */
public record Manager(ManagerKind kind, Map<String, String> settings, int dcsMembers) {

    private static final Pattern FORM = Pattern.compile("\\s*([a-z][a-z0-9_]*)\\s*=\\s*([A-Za-z0-9_.+-]+)\\s*");
    private static final Set<String> TRUTHS =
            Set.of("check_timeline", "failsafe_mode", "synchronous_mode", "synchronous_mode_strict");

    private static final Set<String> NO = Set.of("off", "false", "no");
    private static final Set<Integer> SIZES = Set.of(1, 3, 5);

    /**
     * The settings of Patroni's dynamic configuration that hold one value.
     *
     * @see <a href="https://patroni.readthedocs.io/en/latest/dynamic_configuration.html">Dynamic Configuration Settings</a>
     */
    private static final Set<String> OF_PATRONI = Set.of(
            "ttl",
            "loop_wait",
            "retry_timeout",
            "maximum_lag_on_failover",
            "maximum_lag_on_syncnode",
            "max_timelines_history",
            "primary_start_timeout",
            "primary_stop_timeout",
            "master_start_timeout",
            "master_stop_timeout",
            "check_timeline",
            "failsafe_mode",
            "synchronous_mode",
            "synchronous_mode_strict",
            "synchronous_node_count");

    /** Checks the parts. */
    public Manager {
        Given.value("kind", kind);
        Given.each("settings", settings);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        if (kind == ManagerKind.NONE) {
            throw SpecException.of("manager = NONE", "that is no failover manager", "Leave the manager out");
        }
        if (!SIZES.contains(dcsMembers)) {
            throw SpecException.of(
                    "dcsMembers = " + dcsMembers,
                    "etcd decides by a majority, and with an even number of members one of them helps nobody",
                    "Ask for 1, 3 or 5");
        }
        final Map<String, String> given = settings;
        given.forEach((name, value) -> check(given, name, value));
    }

    /** Patroni with one member of etcd. Settings are {@code name = value}, as of {@code managerSettings}. */
    public static Manager patroni(String... settings) {
        Given.each("settings", settings);
        return new Manager(ManagerKind.PATRONI, parse(List.of(settings)), 1);
    }

    /** Whether it has commits wait for a synchronous standby: {@code synchronous_mode}. */
    public boolean isSynchronous() {
        return !NO.contains(settings.getOrDefault("synchronous_mode", "off"));
    }

    /** The same with another number of members of the distributed configuration store. */
    public Manager withDcsMembers(int count) {
        return new Manager(kind, settings, count);
    }

    /**
     * Reads settings.
     *
     * @throws SpecException if one is not of the form {@code name = value}
     */
    public static Map<String, String> parse(List<String> lines) {
        Given.each("lines", lines);
        var settings = new LinkedHashMap<String, String>();
        for (String line : lines) {
            Matcher matcher = FORM.matcher(line);
            if (!matcher.matches()) {
                throw SpecException.of(
                        "managerSettings: \"%s\"".formatted(Given.shown(line)),
                        "a setting of the manager is name = value, and the value is one word or number",
                        "Write for example \"ttl = 20\"");
            }
            settings.put(matcher.group(1), matcher.group(2));
        }
        return settings;
    }

    private static void check(Map<String, String> settings, String name, @Nullable String value) {
        if (!OF_PATRONI.contains(name)) {
            throw refused(
                    settings,
                    "Patroni's dynamic configuration has no setting %s of one value".formatted(Given.shown(name)),
                    "Name one of " + OF_PATRONI.stream().sorted().toList()
                            + "; settings of PostgreSQL belong in settings");
        }
        boolean fits = value != null
                && (TRUTHS.contains(name)
                        ? value.matches("true|false|on|off|yes|no|quorum")
                        : value.matches("\\d{1,9}"));
        if (!fits) {
            throw refused(
                    settings,
                    "%s is %s".formatted(name, TRUTHS.contains(name) ? "true or false" : "a number"),
                    "Write for example \"%s = %s\"".formatted(name, TRUTHS.contains(name) ? "true" : "20"));
        }
    }

    private static SpecException refused(Map<String, String> settings, String rule, String wayOut) {
        return SpecException.of("managerSettings: " + Given.shown(settings.toString()), rule, wayOut);
    }

    /** Its name and its settings. */
    @Override
    public String toString() {
        return kind.title()
                + (dcsMembers == 1 ? "" : ", %s members of etcd".formatted(dcsMembers))
                + (settings.isEmpty() ? "" : " with " + settings);
    }
}
