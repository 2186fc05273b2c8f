package io.replicatedpostgres.manager;

import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.ServerLog;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The configuration of the agents and the tool of repmgr.
 *
 * @param manager the settings that were asked for
 * @param binDirectory where PostgreSQL's programs are, and those of repmgr
 * @see <a href="https://www.repmgr.org/docs/current/configuration-file.html">Configuration file</a>
 */
public record RepmgrConfig(Manager manager, String binDirectory) {

    /** Where its records are. */
    static final String DATABASE = "repmgr";

    /** So short that a failover takes seconds. */
    private static final Map<String, String> BY_DEFAULT = Map.of(
            "failover", "automatic",
            "reconnect_attempts", "3",
            "reconnect_interval", "1",
            "monitor_interval_secs", "1",
            "async_query_timeout", "2",
            "primary_notification_timeout", "5",
            "election_rerun_interval", "2",
            "node_rejoin_timeout", "25");

    private static final String FORM = """
            node_id=%s
            node_name='%s'
            conninfo='%s'
            data_directory='%s/data'
            pg_bindir='%s'
            passfile='%s'
            replication_user='%s'
            use_replication_slots=true
            promote_command='"%s" -f "%s" standby promote'
            follow_command='"%s" -f "%s" standby follow --upstream-node-id=%%n'
            service_start_command='"%s" -w -t 25 -s -D "%s/data" -l "%s" start'
            service_stop_command='"%s" -w -D "%s/data" -m fast stop'
            %s
            """;

    /** The file of a host. */
    static String file(Host host) {
        return host.home() + "/repmgr.conf";
    }

    /**
     * How the others reach the server of a host. {@code repmgrd} waits without a limit for the answers to its queries, and says nothing
     * meanwhile. The timeout ends a query that a cut has met, else Linux goes on sending for a quarter of an hour. Where the query had
     * arrived, and the answer has not, keepalives end it; else Linux asks after two hours.
     */
    static String connection(Host host) {
        return ("host=%s port=%s user=%s dbname=%s connect_timeout=1 tcp_user_timeout=3000"
                        + " keepalives_idle=1 keepalives_interval=1 keepalives_count=3")
                .formatted(host.serverAddress(), host.serverPort(), Credentials.SUPERUSER, DATABASE);
    }

    /** Where a program is. */
    String path(String program) {
        return binDirectory + "/" + program;
    }

    /** A program that is told of its file. */
    Command program(String program, Host host) {
        return Command.of(path(program), "-f", file(host));
    }

    /** The same with other settings beside those that were asked for. */
    RepmgrConfig with(Manager changes) {
        return new RepmgrConfig(Merged.manager(manager, changes), binDirectory);
    }

    String text(Host host, int number) {
        String repmgr = path("repmgr");
        String control = path("pg_ctl");
        String home = host.home();
        return FORM.formatted(
                number,
                host.node(),
                connection(host),
                home,
                binDirectory,
                Credentials.file(host),
                Credentials.REPLICATION,
                repmgr,
                file(host),
                repmgr,
                file(host),
                control,
                home,
                new ServerLog(host).path(),
                control,
                home,
                Merged.settings(BY_DEFAULT, manager).entrySet().stream()
                        .map(one -> "%s=%s".formatted(one.getKey(), one.getValue()))
                        .collect(Collectors.joining("\n")));
    }
}
