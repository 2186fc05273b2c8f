package io.replicatedpostgres.spec;

import static java.util.Map.entry;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of each failover manager that hold one value, and which values they take. */
final class ManagerSettings {

    /** What a setting takes. */
    private enum Form {
        NUMBER("\\d{1,9}", "a number", "20"),
        POSITIVE("[1-9]\\d{0,8}", "a number greater than 0", "2"),
        SIGNED("-?\\d{1,9}", "a number", "20"),
        TRUTH("true|false|on|off|yes|no", "true or false", "true"),
        MODE("true|false|on|off|yes|no|quorum", "true or false", "true"),
        FAILOVER("automatic|manual", "automatic or manual", "automatic"),
        CHECK("ping|connection|query", "ping, connection or query", "ping");

        private final String pattern;
        private final String words;
        private final String example;

        Form(String pattern, String words, String example) {
            this.pattern = pattern;
            this.words = words;
            this.example = example;
        }
    }

    /**
     * Those of its dynamic configuration.
     *
     * @see <a href="https://patroni.readthedocs.io/en/latest/dynamic_configuration.html">Dynamic Configuration Settings</a>
     */
    private static final Map<String, Form> OF_PATRONI = Map.ofEntries(
            entry("ttl", Form.NUMBER),
            entry("loop_wait", Form.NUMBER),
            entry("retry_timeout", Form.NUMBER),
            entry("maximum_lag_on_failover", Form.NUMBER),
            entry("maximum_lag_on_syncnode", Form.NUMBER),
            entry("max_timelines_history", Form.NUMBER),
            entry("primary_start_timeout", Form.NUMBER),
            entry("primary_stop_timeout", Form.NUMBER),
            entry("master_start_timeout", Form.NUMBER),
            entry("master_stop_timeout", Form.NUMBER),
            entry("synchronous_node_count", Form.NUMBER),
            entry("check_timeline", Form.MODE),
            entry("failsafe_mode", Form.MODE),
            entry("synchronous_mode", Form.MODE),
            entry("synchronous_mode_strict", Form.MODE));

    /**
     * Those of {@code repmgr.conf} that are about failovers.
     *
     * @see <a href="https://www.repmgr.org/docs/current/repmgrd-basic-configuration.html">repmgrd configuration</a>
     */
    private static final Map<String, Form> OF_REPMGR = Map.ofEntries(
            entry("failover", Form.FAILOVER),
            entry("priority", Form.NUMBER),
            entry("connection_check_type", Form.CHECK),
            entry("reconnect_attempts", Form.POSITIVE),
            entry("reconnect_interval", Form.POSITIVE),
            entry("monitor_interval_secs", Form.POSITIVE),
            entry("degraded_monitoring_timeout", Form.SIGNED),
            entry("async_query_timeout", Form.POSITIVE),
            entry("primary_notification_timeout", Form.NUMBER),
            entry("election_rerun_interval", Form.POSITIVE),
            entry("node_rejoin_timeout", Form.POSITIVE),
            entry("always_promote", Form.TRUTH),
            entry("primary_visibility_consensus", Form.TRUTH),
            entry("standby_disconnect_on_failover", Form.TRUTH),
            entry("sibling_nodes_disconnect_timeout", Form.NUMBER));

    private ManagerSettings() {}

    static void check(ManagerKind kind, Map<String, String> settings) {
        Map<String, Form> known = kind == ManagerKind.PATRONI ? OF_PATRONI : OF_REPMGR;
        settings.forEach((name, value) -> check(kind, known, settings, name, value));
    }

    private static void check(
            ManagerKind kind, Map<String, Form> known, Map<String, String> all, String name, @Nullable String value) {
        Form form = known.get(name);
        if (form == null) {
            throw refused(
                    all,
                    "%s has no setting %s of one value"
                            .formatted(
                                    kind == ManagerKind.PATRONI
                                            ? "Patroni's dynamic configuration"
                                            : "repmgr.conf, as far as failovers go,",
                                    Given.shown(name)),
                    "Name one of " + known.keySet().stream().sorted().toList()
                            + "; settings of PostgreSQL belong in settings");
        }
        if (value == null || !value.matches(form.pattern)) {
            throw refused(
                    all,
                    "%s is %s".formatted(name, form.words),
                    "Write for example \"%s = %s\"".formatted(name, form.example));
        }
    }

    private static SpecException refused(Map<String, String> settings, String rule, String wayOut) {
        return SpecException.of("managerSettings: " + Given.shown(settings.toString()), rule, wayOut);
    }
}
