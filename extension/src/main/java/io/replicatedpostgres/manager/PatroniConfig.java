package io.replicatedpostgres.manager;

import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration of Patroni's agents as YAML.
 *
 * @param scope names the cluster in the store
 * @param manager the settings that were asked for
 * @param binDirectory where PostgreSQL's programs are
 * @see <a href="https://patroni.readthedocs.io/en/latest/yaml_configuration.html">YAML Configuration Settings</a>
 */
public record PatroniConfig(String scope, Manager manager, String binDirectory) {

    /**
     * So short that a failover takes seconds. The lease is longer than a turn and two tries, which Patroni's rule asks for: its client of
     * etcd tries again in whole seconds, which its retry_timeout does not count, and demoted a leader up to 10 seconds after a cut.
     */
    private static final Map<String, String> BY_DEFAULT =
            Map.of("ttl", "10", "loop_wait", "1", "retry_timeout", "2", "maximum_lag_on_failover", "1048576");

    /**
     * The settings of PostgreSQL that Patroni gives the server in its command line, or writes after the server's own file: it takes
     * them from its dynamic configuration alone.
     */
    private static final List<String> OWNED_BY_PATRONI = List.of(
            "max_connections",
            "max_locks_per_transaction",
            "max_worker_processes",
            "max_prepared_transactions",
            "max_wal_senders",
            "max_replication_slots",
            "wal_level",
            "hot_standby",
            "wal_log_hints",
            "wal_keep_size",
            "wal_keep_segments",
            "track_commit_timestamp");

    /** What differs from node to node: a copy of the leader that Patroni makes has the leader's own file. */
    private static final List<String> OF_THE_NODE =
            List.of("replicatedpostgres.node", "archive_mode", "archive_command");

    private static final List<String> OF_RECOVERY = List.of("restore_command", "archive_cleanup_command");

    private static final String FORM = """
            scope: %s
            name: %s
            log:
              level: INFO
              dir: '%s'
            restapi:
              listen: %s
              connect_address: %s
            etcd3:
              hosts: [ %s ]
            bootstrap:
              dcs:
            %s
                postgresql:
                  use_pg_rewind: true
                  use_slots: true
                  parameters:
            %s
            postgresql:
              listen: %s
              connect_address: %s
              data_dir: '%s/data'
              bin_dir: '%s'
              pgpass: '%s/passwords.patroni'
              parameters:
            %s
              recovery_conf:
            %s
            """;

    String yaml(Host host, Configuration server, List<String> stores) {
        String api = "%s:%s".formatted(host.serverAddress(), Service.API.port());
        return FORM.formatted(
                scope,
                host.node(),
                host.home(),
                api,
                api,
                stores.stream().map(store -> "'" + store + "'").collect(Collectors.joining(", ")),
                lines("    ", dynamic()),
                lines("        ", named(OWNED_BY_PATRONI, server)),
                host.endpoint(),
                host.endpoint(),
                host.home(),
                binDirectory,
                host.home(),
                lines("    ", named(OF_THE_NODE, server)),
                lines("    ", named(OF_RECOVERY, server)));
    }

    private Map<String, String> dynamic() {
        return Merged.settings(BY_DEFAULT, manager);
    }

    private static Map<String, String> named(List<String> names, Configuration server) {
        var all = new LinkedHashMap<String, String>();
        names.forEach(name ->
                server.value(name).ifPresent(value -> all.put(name, "'" + value.replace("'", "''") + "'")));
        return all;
    }

    private static String lines(String indent, Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(one -> "%s%s: %s".formatted(indent, one.getKey(), one.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
