package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A base backup without {@code pg_basebackup}, by PostgreSQL's low-level API: every file is read by SQL, in the session of the superuser
 * that began the backup and ends it. So it takes the way that the session takes. The control file is written last: a copy that did
 * not come to its end has none, and does not start. Sources: "Making a Base Backup Using the Low Level API" in the documentation,
 * and what {@code src/backend/backup/basebackup.c} leaves out.
 */
final class CopiedBackup {

    private static final long BATCH_BYTES = 4L << 20;
    private static final String CONTROL = "global/pg_control";

    /** Directories whose content is of the running server alone; the WAL that is needed is copied in the end. */
    private static final Pattern EMPTIED = Pattern.compile(
            "(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)/.*");

    private static final Pattern LEFT_OUT = Pattern.compile(
            "(postmaster\\.(pid|opts)|backup_label(\\.old)?|tablespace_map(\\.old)?|backup_manifest|current_logfiles\\.tmp|postgresql\\.auto\\.conf\\.tmp|.*\\.signal)|(.*/)?(pgsql_tmp.*|pg_internal\\.init.*)");

    /** What {@code pg_rewind} asks a running source. */
    private static final String FILES = """
            WITH RECURSIVE files (path, size, isdir) AS (
              SELECT name, s.size, s.isdir
              FROM pg_ls_dir('.', true, false) AS name, pg_stat_file(name, true) AS s
              UNION ALL
              SELECT files.path || '/' || name, s.size, s.isdir
              FROM files, pg_ls_dir(files.path, true, false) AS name, pg_stat_file(files.path || '/' || name, true) AS s
              WHERE files.isdir)
            SELECT path, size, isdir FROM files WHERE size IS NOT NULL""";

    private final Host host;
    private final String directory;
    private final Sql sql;
    private final PostgresVersion version;
    private final Duration deadline;
    private final long began = System.nanoTime();

    private CopiedBackup(Host host, String directory, Sql sql, PostgresVersion version, Duration deadline) {
        this.host = host;
        this.directory = directory;
        this.sql = sql;
        this.version = version;
        this.deadline = deadline;
    }

    private record Entry(String path, long size, boolean isDirectory) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(String path, byte @Nullable [] bytes) {}

    private record Stopped(Lsn end, String label, String tablespaces) {}

    /** Fills a directory, which is there and empty. */
    static void into(String directory, Host host, Login login, @Nullable String slot, PostgresVersion version) {
        long began = System.nanoTime();
        try (Sql sql = Sql.ofHarness(login)) {
            new CopiedBackup(host, directory, sql, version, login.deadline()).run(slot);
        } catch (ReplicatedPostgresException e) {
            boolean late = System.nanoTime() - began >= login.deadline().toNanos();
            throw late && !(e instanceof DeadlineException)
                    ? new DeadlineException("the copy was not done within %s s: %s"
                            .formatted(login.deadline().toMillis() / 1000.0, e.getMessage()))
                    : e;
        }
    }

    private void run(@Nullable String slot) {
        refuseTablespacesOutside();
        keepWal(slot);
        Lsn start = sql.one(
                Feature.BACKUP_START.isIn(version)
                        ? "SELECT pg_backup_start('replicated-postgres', true)"
                        : "SELECT pg_start_backup('replicated-postgres', true, false)",
                row -> Lsn.parse(row.getString(1)));
        List<Entry> entries = sql.query(FILES, CopiedBackup::entry);
        host.change(entries.stream()
                .filter(entry ->
                        entry.isDirectory() && !EMPTIED.matcher(entry.path()).matches() && !isLeftOut(entry.path()))
                .map(entry -> FileChange.directory(directory + "/" + entry.path()))
                .toList());
        host.makeDirectory(directory + "/pg_wal/archive_status");
        copy(entries.stream().filter(CopiedBackup::isCopied).toList());
        byte[] control = sql.one("SELECT pg_read_binary_file('%s')".formatted(CONTROL), row -> row.getBytes(1));
        Stopped stopped = stop();
        copy(wal(start, stopped.end()));
        host.write(directory + "/backup_label", stopped.label().getBytes(StandardCharsets.UTF_8));
        if (!stopped.tablespaces().isBlank()) {
            host.write(directory + "/tablespace_map", stopped.tablespaces().getBytes(StandardCharsets.UTF_8));
        }
        host.write(directory + "/" + CONTROL, control);
    }

    /** Two servers would share the directory. */
    private void refuseTablespacesOutside() {
        List<String> locations = new Catalog(host.node(), version, sql).absoluteTablespaces();
        if (!locations.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "the tablespace %s lies outside of the data directory, and both servers would write into it"
                            .formatted(String.join(", ", locations)));
        }
    }

    /** A slot of the standby that is reserved keeps what is needed; else one does that goes with the session. */
    private void keepWal(@Nullable String slot) {
        sql.query("""
                SELECT pg_create_physical_replication_slot('rp_copy_' || pg_backend_pid(), true, true)
                WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ? AND restart_lsn IS NOT NULL)""", row -> true, slot == null ? "" : slot);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getString(1), row.getLong(2), row.getBoolean(3));
    }

    private static boolean isCopied(Entry entry) {
        return !entry.isDirectory()
                && !EMPTIED.matcher(entry.path()).matches()
                && !isLeftOut(entry.path())
                && !entry.path().equals(CONTROL);
    }

    static boolean isLeftOut(String path) {
        return LEFT_OUT.matcher(path).matches();
    }

    /** Reads several small files with one question. */
    private void copy(List<Entry> files) {
        var batch = new ArrayList<Entry>();
        long bytes = 0;
        for (Entry file : files) {
            if (bytes + file.size() > BATCH_BYTES && !batch.isEmpty()) {
                copyTogether(batch);
                batch.clear();
                bytes = 0;
            }
            batch.add(file);
            bytes += file.size();
        }
        if (!batch.isEmpty()) {
            copyTogether(batch);
        }
    }

    private void copyTogether(List<Entry> batch) {
        refuseLate();
        String paths = String.join("\n", batch.stream().map(Entry::path).toList());
        List<Content> contents = sql.query(
                "SELECT path, pg_read_binary_file(path, 0, %s, true) FROM unnest(string_to_array(?, E'\\n')) AS path"
                        .formatted(BATCH_BYTES),
                row -> new Content(row.getString(1), row.getBytes(2)),
                paths);
        var changes = new ArrayList<FileChange>();
        var large = new ArrayList<Content>();
        for (Content content : contents) {
            // null: it has vanished meanwhile, and WAL knows of it
            if (content.bytes() != null) {
                changes.add(FileChange.whole(directory + "/" + content.path(), content.bytes()));
                if (content.bytes().length == BATCH_BYTES) {
                    large.add(content);
                }
            }
        }
        host.change(changes);
        large.forEach(content -> copyRest(content.path()));
    }

    private void copyRest(String path) {
        long offset = BATCH_BYTES;
        for (byte[] part = part(path, offset); part != null && part.length > 0; part = part(path, offset)) {
            host.patch(directory + "/" + path, offset, part);
            offset += part.length;
        }
    }

    private byte @Nullable [] part(String path, long offset) {
        refuseLate();
        return sql.one(
                        "SELECT pg_read_binary_file(?, %s, %s, true)".formatted(offset, BATCH_BYTES),
                        row -> new Content(path, row.getBytes(1)),
                        path)
                .bytes();
    }

    private Stopped stop() {
        return sql.one(
                Feature.BACKUP_START.isIn(version)
                        ? "SELECT lsn, labelfile, spcmapfile FROM pg_backup_stop(false)"
                        : "SELECT lsn, labelfile, spcmapfile FROM pg_stop_backup(false, false)",
                row -> new Stopped(Lsn.parse(row.getString(1)), row.getString(2), String.valueOf(row.getString(3))));
    }

    /** The segments from the first to the last that recovery needs, on whatever timeline, and the histories. */
    private List<Entry> wal(Lsn start, Lsn end) {
        long bytes = sql.one("SELECT pg_size_bytes(current_setting('wal_segment_size'))", row -> row.getLong(1));
        long first = start.bytes() / bytes;
        long last = (end.bytes() - 1) / bytes;
        String firstName = withoutTimeline(WalSegments.name(Timeline.FIRST, first, bytes));
        String lastName = withoutTimeline(WalSegments.name(Timeline.FIRST, last, bytes));
        List<Entry> files =
                sql.query("SELECT name, size, false FROM pg_ls_waldir() ORDER BY name", CopiedBackup::entry).stream()
                        .filter(file -> file.path().endsWith(".history") || isBetween(file.path(), firstName, lastName))
                        .map(file -> new Entry("pg_wal/" + file.path(), file.size(), false))
                        .toList();
        long segments =
                files.stream().filter(file -> !file.path().endsWith(".history")).count();
        if (segments < last - first + 1) {
            throw new ReplicatedPostgresException(
                    "WAL from %s to %s, which the copy needs, has been removed meanwhile: there is %s"
                            .formatted(start, end, files));
        }
        return files;
    }

    /** Hexadecimal digits of one length sort as the numbers do. */
    private static boolean isBetween(String name, String first, String last) {
        return name.matches("[0-9A-F]{24}")
                && withoutTimeline(name).compareTo(first) >= 0
                && withoutTimeline(name).compareTo(last) <= 0;
    }

    private static String withoutTimeline(String segment) {
        return segment.substring(8);
    }

    private void refuseLate() {
        if (System.nanoTime() - began >= deadline.toNanos()) {
            throw new DeadlineException("the copy was not done within %s s".formatted(deadline.toMillis() / 1000.0));
        }
    }
}
