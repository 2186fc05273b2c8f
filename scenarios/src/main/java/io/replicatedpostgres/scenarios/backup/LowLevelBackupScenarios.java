package io.replicatedpostgres.scenarios.backup;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A backup that is copied by hand. */
@Tag("full")
@Tag("backup")
public class LowLevelBackupScenarios {

    /** Everything but the server's own files, its WAL and its control file, from $0 to $1. */
    private static final String COPY_FILES =
            "mkdir -p \"$1/global\" \"$1/pg_wal\" && cd \"$0\" && for f in *; do case $f in "
                    + "post*|pg_hba.conf|pg_ident.conf|pg_wal|pg_replslot|pg_dynshmem|pg_stat*) ;; *) cp -a \"$f\" \"$1\" ;; esac; done;"
                    + " rm -f \"$1/global/pg_control\"";

    private static final String COPY_CONTROL_FILE = "cp -a \"$0/global/pg_control\" \"$1/global\"";
    private static final String COPY_WAL = "cp -a \"$0\"/pg_wal/0* \"$1/pg_wal\"";

    /** What the backup has takes the place of what is there. */
    private static final String RESTORE =
            "cd \"$0\" && for f in *; do rm -rf \"$1/$f\" && cp -a \"$f\" \"$1\" || exit 1; done;"
                    + " mkdir \"$1/pg_wal/archive_status\"";

    @Test
    @Tag("BKP-05")
    @Tag("critical")
    @Scenario(
            situation =
                    "The files of a running primary are copied between pg_backup_start and pg_backup_stop, with all WAL. A row "
                            + "is written meanwhile, and a checkpoint passes. The text that pg_backup_stop returns, backup_label, is not "
                            + "stored with the files.",
            expectation = "A server that starts from them sees that the label is missing.",
            reality =
                    "It starts without an error, recovers from the checkpoint that the copied control file names, and lacks the "
                            + "row: its file was copied before the row was written, and its WAL lies before that checkpoint. With the label "
                            + "the same files have every row.",
            source = "PostgreSQL src/test/recovery/t/042_low_level_backup.pl; documentation, Making a Base "
                    + "Backup Using the Low Level API")
    @EnabledOnPostgres(from = 12) // in 11 it is recovery.conf
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void aBackupWithoutItsLabelLacksRows(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node spare)
            throws SQLException {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        spare.stop();
        String backup = spare.dataDirectory() + "/../by-hand";
        String label = copyWhileARowIsWritten(primary, backup);
        spare.files().delete("standby.signal");

        restore(backup, spare);
        LogMark before = spare.log().mark();
        spare.start();
        assertThat(spare.query("SELECT id FROM ledger")).containsExactly("1");
        assertThat(spare.log().since(before))
                .anyMatch(line -> line.contains("database system was not properly shut down"))
                .noneMatch(line -> line.contains("ERROR") || line.contains("PANIC"));
        spare.stop();

        restore(backup, spare);
        spare.files().write("backup_label", label);
        spare.start();
        assertThat(spare.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2");
    }

    /** Copies the primary in the order that shows it, and returns the label. */
    private static String copyWhileARowIsWritten(Node primary, String backup) throws SQLException {
        boolean renamed = primary.cluster().version().isAtLeast(15);
        try (Connection session = primary.dataSource().getConnection()) {
            only(session, renamed ? "SELECT pg_backup_start('x', true)" : "SELECT pg_start_backup('x', true, false)");
            shell(primary, COPY_FILES, primary.dataDirectory(), backup);
            primary.execute("INSERT INTO ledger VALUES (2)");
            primary.switchWal();
            primary.checkpoint();
            shell(primary, COPY_CONTROL_FILE, primary.dataDirectory(), backup);
            String label = only(
                    session, "SELECT labelfile FROM " + (renamed ? "pg_backup_stop(false)" : "pg_stop_backup(false)"));
            shell(primary, COPY_WAL, primary.dataDirectory(), backup);
            return label;
        }
    }

    private static void restore(String backup, Node spare) {
        shell(spare, RESTORE, backup, spare.dataDirectory());
    }

    private static void shell(Node node, String script, String from, String to) {
        Tool.Result result = node.tool("/bin/sh").with("-c", script, from, to).run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static String only(Connection session, String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return String.valueOf(answer.getString(1));
        }
    }
}
