package io.replicatedpostgres.spec;

import static java.util.Map.entry;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of each failover manager that hold one value, and which values they take. */
final class ManagerSettings {

    /** The values that a setting takes. */
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

    /**
     * Those of the monitor that are about failovers, in milliseconds, that of the formation, and those of each node.
     *
     * @see <a href="https://pg-auto-failover.readthedocs.io/en/main/ref/configuration.html">Configuring pg_auto_failover</a>
     */
    private static final Map<String, Form> OF_PG_AUTO_FAILOVER = Map.ofEntries(
            entry("health_check_period", Form.POSITIVE),
            entry("health_check_timeout", Form.POSITIVE),
            entry("health_check_max_retries", Form.POSITIVE),
            entry("health_check_retry_delay", Form.POSITIVE),
            entry("node_considered_unhealthy_timeout", Form.POSITIVE),
            entry("primary_demote_timeout", Form.POSITIVE),
            entry("startup_grace_period", Form.POSITIVE),
            entry("network_partition_timeout", Form.POSITIVE),
            entry("number_sync_standbys", Form.NUMBER),
            entry("replication_quorum", Form.TRUTH));

    private ManagerSettings() {}

    private static Map<String, Form> of(ManagerKind kind) {
        return switch (kind) {
            case PATRONI -> OF_PATRONI;
            case REPMGR -> OF_REPMGR;
            case PG_AUTO_FAILOVER -> OF_PG_AUTO_FAILOVER;
            case NONE -> Map.of();
        };
    }

    private static String words(ManagerKind kind) {
        return switch (kind) {
            case PATRONI -> "Patroni's dynamic configuration";
            case REPMGR -> "repmgr.conf, as far as failovers go,";
            case PG_AUTO_FAILOVER -> "pg_auto_failover";
            case NONE -> "no manager";
        };
    }

    static void check(ManagerKind kind, Map<String, String> settings) {
        Map<String, Form> known = of(kind);
        settings.forEach((name, value) -> check(kind, known, settings, name, value));
    }

    private static void check(
            ManagerKind kind, Map<String, Form> known, Map<String, String> all, String name, @Nullable String value) {
        Form form = known.get(name);
        if (form == null) {
            throw refused(
                    all,
                    "%s has no setting %s of one value".formatted(words(kind), Given.shown(name)),
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
