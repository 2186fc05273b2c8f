package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a data directory says that its server recovers, and where the settings of a recovery are. Since PostgreSQL 12 an empty file
 * says it, and the settings are in {@code postgresql.conf}. In 11 both are in {@code recovery.conf}; a server that does not recover
 * has them in {@code recovery.done}, as after a promotion. A change of {@code recovery.conf} is read by the next start.
 *
 * @see <a href="https://www.postgresql.org/docs/11/recovery-config.html">Recovery Configuration in PostgreSQL 11</a>
 */
public final class RecoveryMode {

    /** The file of PostgreSQL 11. */
    public static final String CONF = "recovery.conf";

    private static final String DONE = "recovery.done";
    private static final String STANDBY_SIGNAL = "standby.signal";
    private static final String RECOVERY_SIGNAL = "recovery.signal";
    private static final String LATEST_TIMELINE = "recovery_target_timeline";
    private static final Pattern STANDBY_MODE = Pattern.compile("\\s*standby_mode\\s*=?\\s*'?(?:on|true|yes|1)\\b.*");

    /** All parameters of {@code recovery.conf} but {@code standby_mode}. Source: {@code recovery.conf.sample} of PostgreSQL 11. */
    private static final Set<String> IN_FILE = Set.of(
            "archive_cleanup_command",
            "primary_conninfo",
            "primary_slot_name",
            "recovery_end_command",
            "recovery_min_apply_delay",
            "recovery_target",
            "recovery_target_action",
            "recovery_target_inclusive",
            "recovery_target_lsn",
            "recovery_target_name",
            "recovery_target_time",
            LATEST_TIMELINE,
            "recovery_target_xid",
            "restore_command",
            "trigger_file");

    private final Host host;
    private final DataDirectory data;
    private final boolean bySettings;

    /** Of the data directory of the node on this host. */
    RecoveryMode(Host host, PostgresVersion version) {
        this.host = host;
        this.data = new DataDirectory(host);
        this.bySettings = Feature.RECOVERY_SETTINGS.isIn(version);
    }

    /** Whether a setting belongs to {@code recovery.conf} in a version, which reads it when it starts. */
    public static boolean isInFile(String setting, PostgresVersion version) {
        return !Feature.RECOVERY_SETTINGS.isIn(version) && IN_FILE.contains(setting);
    }

    /**
     * An expression of SQL for the value of a setting of recovery: in PostgreSQL 11 it is no setting, and a superuser reads the file.
     *
     * @param setting its name since 12
     */
    public static String expression(String setting, PostgresVersion version) {
        return isInFile(setting, version)
                ? "coalesce(replace((regexp_match(pg_read_file('%s', 0, 1000000, true), '(?n)^%s = ''(.*)''$'))[1], '''''', ''''), '')"
                        .formatted(CONF, setting)
                : "current_setting('%s')".formatted(setting);
    }

    /**
     * The changes that write a configuration: {@code postgresql.conf}, and the file of recovery of PostgreSQL 11.
     *
     * @param standby whether the next start is a standby's
     */
    List<FileChange> configured(Configuration configuration, boolean standby) {
        var changes = new ArrayList<FileChange>();
        changes.add(whole("postgresql.conf", configuration.file(name -> bySettings || !IN_FILE.contains(name))));
        if (!bySettings) {
            String file = configuration.file(IN_FILE::contains);
            // since 12 the latest timeline is the default
            String followed =
                    configuration.value(LATEST_TIMELINE).isPresent() ? "" : "\n" + LATEST_TIMELINE + " = 'latest'\n";
            changes.add(whole(standby ? CONF : DONE, file + followed + (standby ? standbyMode() : "")));
        } else if (standby) {
            changes.add(whole(STANDBY_SIGNAL, ""));
        }
        return changes;
    }

    /** The changes that write a configuration, and leave the mark as it is. */
    List<FileChange> rewritten(Configuration configuration) {
        return configured(configuration, !bySettings && isMarkedStandby());
    }

    /** Says that the next start is a standby's. */
    public void markStandby() {
        if (bySettings) {
            host.write(data.path(STANDBY_SIGNAL), new byte[0]);
        } else if (!isMarkedStandby()) {
            host.change(List.of(whole(CONF, settings() + standbyMode())));
        }
    }

    /** Says that the next start is a recovery to a target, and then a primary's. */
    public void markRecovery() {
        if (bySettings) {
            host.delete(data.path(STANDBY_SIGNAL));
            host.write(data.path(RECOVERY_SIGNAL), new byte[0]);
        } else {
            host.change(List.of(whole(CONF, settings())));
        }
    }

    /** Whether the next start is a standby's. */
    public boolean isMarkedStandby() {
        return bySettings
                ? host.exists(data.path(STANDBY_SIGNAL))
                : host.lines(data.path(CONF)).stream()
                        .anyMatch(line -> STANDBY_MODE.matcher(line).matches());
    }

    /** Says that the next start is a primary's. */
    public void unmarkStandby() {
        if (bySettings) {
            host.delete(data.path(STANDBY_SIGNAL));
        } else if (host.exists(data.path(CONF))) {
            host.move(data.path(CONF), data.path(DONE));
        }
    }

    /** What recovery is told, but for {@code standby_mode}. */
    private String settings() {
        String file = isMarkedStandby() || !host.exists(data.path(DONE)) ? CONF : DONE;
        return host.lines(data.path(file)).stream()
                .filter(line -> !STANDBY_MODE.matcher(line).matches())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String standbyMode() {
        return "\nstandby_mode = 'on'\n";
    }

    private FileChange whole(String name, String content) {
        return FileChange.whole(data.path(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
