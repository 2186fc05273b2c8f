package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.topology.Host;

/** The settings every server starts from, each with its reason. A test may override those that are not owned. */
public final class ServerSettings {

    private final PostgresVersion version;
    private final ServerProfile profile;

    /** For servers of this version, in this profile. */
    public ServerSettings(PostgresVersion version, ServerProfile profile) {
        this.version = version;
        this.profile = profile;
    }

    /** What is good for every server, unless the test says otherwise. */
    public Configuration defaults() {
        var conf = new Configuration()
                .set("wal_level", "replica", "standbys need it")
                .set("wal_log_hints", "on", "pg_rewind needs it, or data checksums")
                .set("max_wal_senders", "10", "a walsender per standby, base backup and pg_receivewal")
                .set("max_replication_slots", "10", "a slot per standby")
                .set("hot_standby", "on", "standbys answer reads")
                .set("shared_buffers", "16MB", "small: several servers share this machine");
        boolean small = profile == ServerProfile.SMALL;
        if (small) {
            conf.set("max_wal_size", "64MB", "segments are 1 MiB: checkpoints come when a test can still see them")
                    .set("min_wal_size", "5MB", "the smallest with segments of 1 MiB: little to copy")
                    .set("fsync", "off", "killed processes lose nothing without it; a power cut is not survived");
        }
        // sixteen segments, of whichever size
        if (Feature.WAL_KEEP_SIZE.isIn(version)) {
            conf.set(
                    "wal_keep_size",
                    small ? "16MB" : "256MB",
                    "pg_rewind needs the WAL since the last common checkpoint");
        } else {
            conf.set("wal_keep_segments", "16", "pg_rewind needs the WAL since the last common checkpoint");
        }
        if (Feature.IN_PLACE_TABLESPACES.isIn(version)) {
            conf.set(
                    "allow_in_place_tablespaces",
                    "on",
                    "a tablespace with LOCATION '' lies within the data directory, where two servers cannot share it");
        }
        return conf;
    }

    /** What belongs to the harness on one host. */
    public void own(Configuration conf, Host host, String clusterName) {
        conf.set("listen_addresses", host.serverAddress(), "no connection from another machine")
                .set("port", String.valueOf(host.serverPort()), "reserved for this node while the cluster lives")
                .set("unix_socket_directories", "", "clients come over TCP, through links")
                .set("cluster_name", clusterName, "marks every process of this server")
                .set("replicatedpostgres.node", host.node().name(), "tells the clients of a workload who serves them")
                .set("dynamic_shared_memory_type", "mmap", "a killed server leaves nothing in shared memory")
                .set("password_encryption", "scram-sha-256", "passwords made by the test are hashed like ours")
                .set("log_destination", "stderr", "one log file per node, read by Node.log()")
                .set("logging_collector", "off", "the log is written where the harness reads it")
                .set("log_line_prefix", "%m [%p] %q%a ", "time, process and who")
                .set("log_timezone", "UTC", "logs of several nodes can be laid side by side")
                .set("lc_messages", "C", "log lines are asserted in English");
        if (Feature.TRIGGER_FILE.isIn(version)) {
            boolean settings = Feature.RECOVERY_SETTINGS.isIn(version);
            conf.set(
                    settings ? "promote_trigger_file" : "trigger_file",
                    TriggerFile.SETTING,
                    "promotion by trigger file can be tried");
        }
    }
}
