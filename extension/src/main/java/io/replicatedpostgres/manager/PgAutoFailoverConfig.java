package io.replicatedpostgres.manager;

import static java.util.Map.entry;

import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.ServerLog;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The configuration of the monitor and the agents of pg_auto_failover.
 *
 * @param manager the settings that were asked for
 * @param binDirectory where PostgreSQL's programs are
 * @see <a href="https://pg-auto-failover.readthedocs.io/en/main/ref/configuration.html">Configuring pg_auto_failover</a>
 */
record PgAutoFailoverConfig(Manager manager, String binDirectory) {

    /** The database of the monitor. */
    static final String DATABASE = "pg_auto_failover";

    /** How many standbys a commit waits for; of the formation. */
    static final String SYNC_STANDBYS = "number_sync_standbys";

    /** Whether commits wait for standbys at all; of each node when it is registered. */
    static final String QUORUM = "replication_quorum";

    /** After how many seconds without the monitor and without standbys a primary stops itself; of each agent. */
    static final String PARTITION = "network_partition_timeout";

    /** The same as the tool calls it. */
    static final String TIMEOUT = "timeout." + PARTITION;

    /** So short that a failover takes seconds, in the proportions of its own defaults; those of the monitor in milliseconds. */
    private static final Map<String, String> BY_DEFAULT = Map.ofEntries(
            entry("health_check_period", "500"),
            entry("health_check_timeout", "1000"),
            entry("health_check_max_retries", "1"),
            entry("health_check_retry_delay", "200"),
            entry("node_considered_unhealthy_timeout", "3000"),
            entry("primary_demote_timeout", "4500"),
            entry("startup_grace_period", "1000"),
            entry(PARTITION, "3"));

    private static final List<String> NOT_OF_THE_MONITOR = List.of(SYNC_STANDBYS, QUORUM, PARTITION);

    /** pg_ctl, data directory, address, lines of postgresql.conf, lines of pg_hba.conf. */
    private static final String MONITOR = """
            set -e
            mkdir -p "$XDG_RUNTIME_DIR"
            if [ ! -e "$2.made" ]; then
              "${1%%/*}/initdb" -D "$2" -U %2$s -A trust -N >/dev/null
              printf '%%s\\n' "$4" >>"$2/postgresql.conf"
              printf '%%s\\n' "$5" >>"$2/pg_hba.conf"
              pg_autoctl create monitor --pgctl "$1" --pgdata "$2" --pgport %1$s --hostname "$3" --auth trust --no-ssl
              : >"$2.made"
            fi
            exec pg_autoctl run --pgdata "$2"
            """;

    /** pg_ctl, data directory, address, name, the monitor, whether commits wait for it, its timeout. */
    private static final String NODE = """
            set -e
            mkdir -p "$XDG_RUNTIME_DIR"
            if [ ! -e "$2.made" ]; then
              pg_autoctl create postgres --pgctl "$1" --pgdata "$2" --pgport %1$s --pghost "$3" --hostname "$3" --listen "$3" \
                --name "$4" --no-ssl --skip-pg-hba --username %2$s --dbname postgres --monitor "$5" --replication-quorum "$6"
              pg_autoctl config set --pgdata "$2" %3$s "$7"
              : >"$2.made"
            fi
            exec pg_autoctl run --pgdata "$2"
            """;

    /** The same with other settings beside those that were asked for. */
    PgAutoFailoverConfig with(Manager changes) {
        return new PgAutoFailoverConfig(Merged.manager(manager, changes), binDirectory);
    }

    private Map<String, String> all() {
        return Merged.settings(BY_DEFAULT, manager);
    }

    /** The settings of the monitor by PostgreSQL's names for them. */
    Map<String, String> ofMonitor() {
        var own = new LinkedHashMap<String, String>();
        all().forEach((name, value) -> {
            if (!NOT_OF_THE_MONITOR.contains(name)) {
                own.put("pgautofailover." + name, value);
            }
        });
        return own;
    }

    /** Makes the monitor, if there is none yet, and runs it. */
    Command monitor(Host host) {
        String settings = ofMonitor().entrySet().stream()
                .map(one -> "%s = %s".formatted(one.getKey(), one.getValue()))
                .collect(Collectors.joining(
                        "\n", "", "\nfsync = off\ndynamic_shared_memory_type = mmap\nunix_socket_directories = ''"));
        return inShell(
                        MONITOR,
                        host,
                        settings,
                        "host all %s %s trust".formatted(Credentials.SUPERUSER, host.clientAddresses()))
                .withEnvironment("PGHOST", "127.0.0.1")
                .withEnvironment("PGUSER", Credentials.SUPERUSER);
    }

    /** Registers a node, if it is not yet, and runs its agent. */
    Command node(Host host, Host monitor) {
        return inShell(
                        NODE,
                        host,
                        host.node().name(),
                        "postgres://autoctl_node@%s:%s/%s"
                                .formatted(monitor.serverAddress(), Service.SQL.port(), DATABASE),
                        String.valueOf(manager.isSynchronous()),
                        Objects.requireNonNull(all().get(PARTITION)))
                .withEnvironment("PGUSER", Credentials.SUPERUSER)
                .withEnvironment("PGPASSFILE", Credentials.file(host));
    }

    private Command inShell(String script, Host host, String... arguments) {
        var words = new ArrayList<>(
                List.of("/bin/sh", "-c", script.formatted(Service.SQL.port(), Credentials.SUPERUSER, TIMEOUT), "sh"));
        words.addAll(List.of(binDirectory + "/pg_ctl", data(host), host.serverAddress()));
        words.addAll(List.of(arguments));
        return told(host, Command.of(words.toArray(String[]::new)));
    }

    /**
     * A command of pg_autoctl, which keeps what it knows of a node in three directories. That of a run it makes in {@code /tmp} where this one is
     * missing, and leaves it there.
     */
    static Command told(Host host, Command command) {
        return command.withEnvironment("XDG_CONFIG_HOME", host.home() + "/config")
                .withEnvironment("XDG_DATA_HOME", host.home() + "/share")
                .withEnvironment("XDG_RUNTIME_DIR", host.home() + "/run");
    }

    static String data(Host host) {
        return host.home() + "/data";
    }

    /** There once a monitor or a node is made. */
    static String made(Host host) {
        return data(host) + ".made";
    }

    /** The file in which a server of pg_auto_failover finds our settings: outside the data directory, which a rewind copies. */
    static String serverFile(Host host) {
        return host.home() + "/server.conf";
    }

    /** The whole {@code postgresql.conf}; pg_autoctl puts its own include before it. */
    static final String SERVER_INCLUDE = "include '../server.conf'\n";

    /** The name of a server's log, beside its data directory. */
    static String logName(Host host) {
        String path = new ServerLog(host).path();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
