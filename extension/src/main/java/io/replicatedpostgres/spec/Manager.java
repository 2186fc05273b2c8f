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

/**
 * The failover manager of a cluster: an agent beside each server, which promotes it, and may start and stop it.
 *
 * @param kind which one; not {@link ManagerKind#NONE}
 * @param settings its own settings, in its own words: of Patroni those of its dynamic configuration, such as {@code ttl}; of repmgr those of
 *     {@code repmgr.conf}, such as {@code reconnect_attempts}; of pg_auto_failover those of the monitor without the prefix, such as {@code
 *     primary_demote_timeout}, and {@code number_sync_standbys}, {@code replication_quorum} and {@code network_partition_timeout}
 * @param dcsMembers how many members its distributed configuration store has: 1, 3 or 5; 1 where it has none
 */
public record Manager(ManagerKind kind, Map<String, String> settings, int dcsMembers) {

    private static final Pattern FORM = Pattern.compile("\\s*([a-z][a-z0-9_]*)\\s*=\\s*([A-Za-z0-9_.+-]+)\\s*");
    private static final Set<String> NO = Set.of("off", "false", "no");
    private static final Set<Integer> SIZES = Set.of(1, 3, 5);

    /** Checks the parts. */
    public Manager {
        Given.value("kind", kind);
        Given.each("settings", settings);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        if (kind == ManagerKind.NONE) {
            throw SpecException.of("manager = NONE", "that is no failover manager", "Leave the manager out");
        }
        if (kind != ManagerKind.PATRONI && dcsMembers != 1) {
            throw SpecException.of(
                    "dcsMembers = %s, manager = %s".formatted(dcsMembers, kind),
                    kind.title() + " has no distributed configuration store",
                    "Leave dcsMembers out");
        }
        if (!SIZES.contains(dcsMembers)) {
            throw SpecException.of(
                    "dcsMembers = " + dcsMembers,
                    "etcd decides by a majority, and with an even number of members one of them adds no safety",
                    "Ask for 1, 3 or 5");
        }
        ManagerSettings.check(kind, settings);
    }

    /** Patroni with one member of etcd. Settings are {@code name = value}, as of {@code managerSettings}. */
    public static Manager patroni(String... settings) {
        Given.each("settings", settings);
        return new Manager(ManagerKind.PATRONI, parse(List.of(settings)), 1);
    }

    /** repmgr. Settings are {@code name = value}, as of {@code managerSettings}. */
    public static Manager repmgr(String... settings) {
        Given.each("settings", settings);
        return new Manager(ManagerKind.REPMGR, parse(List.of(settings)), 1);
    }

    /** pg_auto_failover. Settings are {@code name = value}, as of {@code managerSettings}. */
    public static Manager pgAutoFailover(String... settings) {
        Given.each("settings", settings);
        return new Manager(ManagerKind.PG_AUTO_FAILOVER, parse(List.of(settings)), 1);
    }

    /**
     * Whether it has commits wait for a synchronous standby: {@code synchronous_mode} of Patroni, which is off by default, and {@code
     * replication_quorum} of pg_auto_failover, which is on.
     */
    public boolean isSynchronous() {
        return kind == ManagerKind.PG_AUTO_FAILOVER
                ? !NO.contains(settings.getOrDefault("replication_quorum", "true"))
                : !NO.contains(settings.getOrDefault("synchronous_mode", "off"));
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

    /** Its name and its settings. */
    @Override
    public String toString() {
        return kind.title()
                + (dcsMembers == 1 ? "" : ", %s members of etcd".formatted(dcsMembers))
                + (settings.isEmpty() ? "" : " with " + settings);
    }
}
