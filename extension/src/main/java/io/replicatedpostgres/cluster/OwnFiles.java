package io.replicatedpostgres.cluster;

import io.replicatedpostgres.postgres.FileListing;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files in a data directory that are not PostgreSQL's own: logs, certificates, what an administrator has put there. {@code pg_rewind}
 * removes those that the source lacks. Source: {@code decide_file_action} in PostgreSQL's {@code src/bin/pg_rewind/filemap.c}.
 */
final class OwnFiles {

    private static final Set<String> TOP = Set.of(
            "PG_VERSION",
            "postgresql.conf",
            "postgresql.auto.conf",
            "postgresql.auto.conf.tmp",
            "pg_hba.conf",
            "pg_ident.conf",
            "postmaster.pid",
            "postmaster.opts",
            "current_logfiles",
            "backup_manifest",
            "backup_label",
            "backup_label.old",
            "tablespace_map",
            "tablespace_map.old",
            "recovery.conf",
            "recovery.done",
            "standby.signal",
            "recovery.signal",
            "promote");

    /** Relations with their forks and segments, of sessions too. */
    private static final Pattern RELATION = Pattern.compile("(?:t\\d+_)?\\d+(?:_(?:fsm|vm|init))?(?:\\.\\d+)?");

    private static final Pattern OF_SERVER = Pattern.compile(
            "PG_VERSION|pg_control|pg_filenode\\.map|pg_internal\\.init.*|pgsql_tmp.*|mmap\\..*|.*\\.(?:stat|snap|map|tmp|spill)|xid-.*|map-.*|replorigin_checkpoint|state|RECOVERY.*|xlogtemp.*|[0-9A-F]{4,}(?:[-.].*)?");

    private final Member target;
    private final Member source;

    OwnFiles(Member target, Member source) {
        this.target = target;
        this.source = source;
    }

    /** Those that the target has and the source lacks, without the leading {@code ./}. */
    List<String> onTargetAlone() {
        FileListing there =
                FileListing.ofRunning(target.host(), target.server().data().path(), target.deadline());
        FileListing kept =
                FileListing.ofRunning(source.host(), source.server().data().path(), source.deadline());
        return there.entries().entrySet().stream()
                .filter(entry -> !entry.getValue().isDirectory())
                .map(entry -> entry.getKey().substring(2))
                .filter(path -> !isOfPostgres(path) && !kept.entries().containsKey("./" + path))
                .sorted()
                .toList();
    }

    static boolean isOfPostgres(String path) {
        int slash = path.indexOf('/');
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (slash < 0) {
            return TOP.contains(path);
        }
        return switch (path.substring(0, slash)) {
            case "base", "global", "pg_tblspc" ->
                RELATION.matcher(name).matches() || OF_SERVER.matcher(name).matches();
            case "pg_replslot" -> true;
            case "pg_wal",
                    "pg_xact",
                    "pg_multixact",
                    "pg_subtrans",
                    "pg_commit_ts",
                    "pg_notify",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat",
                    "pg_stat_tmp",
                    "pg_twophase",
                    "pg_logical",
                    "pg_dynshmem" -> OF_SERVER.matcher(name).matches();
            default -> false;
        };
    }
}
