package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.SpecException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The PostgreSQL settings that belong to the harness: with another value of them it could not find, reach, stop or clean
 * up its servers, or the test would not be what it says. A test that sets one is refused.
 */
public final class OwnedSettings {

    private static final Map<String, String> OWNED = owned();

    private OwnedSettings() {}

    /** Each owned setting with what to do instead. */
    public static Map<String, String> list() {
        return OWNED;
    }

    static void refuse(String name, String value) {
        String instead = OWNED.get(name);
        if (instead != null) {
            throw SpecException.of(
                    "settings: \"%s = %s\"".formatted(name, value), name + " is set by the harness", instead);
        }
    }

    private static Map<String, String> owned() {
        var owned = new LinkedHashMap<String, String>();
        String reached = "Leave it out: ports and addresses are chosen per cluster, see replicatedpostgres.ports";
        owned.put("port", reached);
        owned.put("listen_addresses", reached);
        owned.put("unix_socket_directories", "Leave it out: clients connect over TCP, see Node.jdbcUrl()");
        String found = "Leave it out: the harness must find its files, see Node.dataDirectory()";
        owned.put("data_directory", found);
        owned.put("hba_file", found);
        owned.put("ident_file", found);
        owned.put("external_pid_file", found);
        owned.put("config_file", found);
        String written = "Write the settings of that file one by one";
        owned.put("include", written);
        owned.put("include_dir", written);
        owned.put("include_if_exists", written);
        owned.put("cluster_name", "Leave it out: it marks the processes of a cluster so that none is left behind");
        owned.put("replicatedpostgres.node", "Leave it out: it tells a workload which node served a write");
        owned.put(
                "dynamic_shared_memory_type",
                "Leave it out: with mmap a killed server leaves nothing in shared memory");
        String log = "Leave it out: the log is read by Node.log()";
        owned.put("log_destination", log);
        owned.put("logging_collector", log);
        owned.put("log_directory", log);
        owned.put("log_filename", log);
        owned.put("log_line_prefix", log);
        owned.put("log_timezone", log);
        owned.put("lc_messages", "Leave it out: messages are asserted in English");
        owned.put("synchronous_commit", "Use synchronousCommit of the annotation, or of ClusterSpec");
        owned.put("synchronous_standby_names", "Use synchronousStandbys of the annotation, or of ClusterSpec");
        String archive = "Use archive of the annotation, or of ClusterSpec";
        owned.put("archive_mode", archive);
        owned.put("archive_command", archive);
        owned.put("archive_library", archive);
        owned.put("archive_cleanup_command", archive);
        owned.put("restore_command", archive);
        String upstream = "Use the upstream and slot of a standby, or Node.follow()";
        owned.put("primary_conninfo", upstream);
        owned.put("primary_slot_name", upstream);
        owned.put("hot_standby", "Leave it out: standbys answer reads, or they could not be asked how far they are");
        owned.put("promote_trigger_file", "Use Node.promote(TRIGGER_FILE)");
        owned.put("trigger_file", "Use Node.promote(TRIGGER_FILE)");
        owned.put("password_encryption", "Leave it out: logins use scram-sha-256");
        owned.put("ssl", "Leave it out: servers listen on loopback only, without TLS");
        return Collections.unmodifiableMap(owned);
    }
}
