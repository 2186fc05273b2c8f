package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault of the archive, as PostgreSQL sees it. */
class ArchiveFaultsTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().archive(ArchiveMode.SHARED).build());
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    /** The file of the archive that a standby needs which was {@link #stoppedUntilItsWalIsInTheArchiveAlone stopped}. */
    private String wanted = "";

    @AfterEach
    void close() {
        cluster.close();
    }

    private long count(String column) {
        return Long.parseLong(String.valueOf(primary.query("SELECT %s FROM pg_stat_archiver".formatted(column))
                .get(0)));
    }

    private String finishedSegment() {
        primary.writeWal(DataSize.kilobytes(1));
        String segment = currentSegment();
        primary.switchWal();
        return segment;
    }

    private String currentSegment() {
        return String.valueOf(
                primary.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0));
    }

    private boolean waits(String segment) {
        return primary.hasFile("pg_wal/archive_status/" + segment + ".ready");
    }

    private void awaitArchived(String segment) {
        await().until(() -> primary.archivedFiles().contains(segment));
    }

    @Test
    void aFailingCommandIsCountedAndNothingLost() {
        Injected failing = cluster.inject(ArchiveFaults.failing(primary));

        String segment = finishedSegment();
        await().until(() -> count("failed_count") > 0);

        assertThat(waits(segment)).isTrue();
        assertThat(primary.archivedFiles()).doesNotContain(segment);
        failing.heal();
        awaitArchived(segment);
    }

    @Test
    void aHangingCommandIsNotCountedAndArchivesWhenItHeals() {
        Injected hanging = cluster.inject(ArchiveFaults.hanging(primary));
        long failed = count("failed_count");

        String segment = finishedSegment();
        await().until(() -> primary.member().server().describeProcesses().contains("archive.hangs"));

        assertThat(waits(segment)).isTrue();
        assertThat(count("failed_count")).isEqualTo(failed);
        hanging.heal();
        awaitArchived(segment);
    }

    @Test
    void aLosingCommandIsCountedAsASuccess() {
        long archived = count("archived_count");
        Injected losing = cluster.inject(ArchiveFaults.losing(primary));

        String segment = finishedSegment();
        await().until(() -> count("archived_count") > archived);

        assertThat(waits(segment)).isFalse();
        assertThat(primary.archivedFiles()).doesNotContain(segment);
        losing.heal();
        awaitArchived(finishedSegment());
        assertThat(primary.archivedFiles()).doesNotContain(segment);
    }

    @Test
    void anOverwritingCommandReplacesADifferentFile() {
        String segment = currentSegment();
        String copy = primary.member().archive().orElseThrow().directory() + "/" + segment;
        primary.member().host().write(copy, "of another cluster".getBytes(StandardCharsets.UTF_8));
        Injected overwriting = cluster.inject(ArchiveFaults.overwriting(primary));

        primary.writeWal(DataSize.kilobytes(1));
        primary.switchWal();

        await().until(() -> primary.member().host().size(copy) == 1 << 20);
        assertThat(count("failed_count")).isZero();
        overwriting.heal();
    }

    @Test
    void aCrashBreaksTheBareGuardForEver() {
        cluster.inject(ArchiveFaults.bareGuard(primary));
        Injected half = cluster.inject(ArchiveFaults.halfCopied(primary));

        String segment = finishedSegment();
        await().until(() -> count("failed_count") > 1);

        assertThat(waits(segment)).isTrue();
        half.heal();
        awaitArchived(segment);
        cluster.healAll();
        awaitArchived(finishedSegment());
    }

    @Test
    void aHalfCopyIsNotTakenForAWholeOneByOurOwnCommandEither() {
        Injected half = cluster.inject(ArchiveFaults.halfCopied(primary));

        String segment = finishedSegment();
        await().until(() -> count("failed_count") > 0);

        assertThat(waits(segment)).isTrue();
        half.heal();
        awaitArchived(segment);
    }

    @Test
    void withoutItsArchiveAStandbyWhoseWalIsGoneNeverCatchesUp() {
        LogMark mark = stoppedUntilItsWalIsInTheArchiveAlone();
        Injected unreachable = cluster.inject(ArchiveFaults.restoreUnreachable(standby));
        standby.start();

        standby.log().await("has already been removed", mark);

        unreachable.heal();
        standby.restart();
        cluster.awaitInSync();
        assertThat(standby.log().since(mark)).anyMatch(line -> line.contains("restored log file"));
    }

    /** The standby, stopped until only the archive has the WAL that it wants. */
    private LogMark stoppedUntilItsWalIsInTheArchiveAlone() {
        String slot = primary.slots().get(0).name();
        wanted = currentSegment();
        standby.stop();
        cluster.inflict(SlotFaults.invalidated(primary, slot)).repaired("dropped and made again");
        primary.dropSlot(slot);
        primary.createSlot(slot);
        awaitArchived(wanted);
        return standby.log().mark();
    }

    @Test
    void aFileThatIsMissingStopsAStandbyUntilItIsBack() {
        LogMark mark = stoppedUntilItsWalIsInTheArchiveAlone();
        Injected missing = cluster.inject(ArchiveFaults.missing(primary, wanted));
        assertThat(primary.archivedFiles()).doesNotContain(wanted);
        standby.start();

        standby.log().await("has already been removed", mark);

        missing.heal();
        assertThat(primary.archivedFiles()).contains(wanted);
        cluster.awaitInSync();
    }

    @Test
    void aStandbyTakesNoFileWithoutContent() {
        LogMark mark = stoppedUntilItsWalIsInTheArchiveAlone();
        Injected empty = cluster.inject(ArchiveFaults.empty(primary, wanted));
        standby.start();

        standby.log().await("has already been removed", mark);

        empty.heal();
        cluster.awaitInSync();
    }

    @Test
    void aFileWithAFlippedBitStopsAStandbyUntilItIsWhole() {
        LogMark mark = stoppedUntilItsWalIsInTheArchiveAlone();
        Injected flipped = cluster.inject(ArchiveFaults.bitFlipped(primary, wanted));
        standby.start();

        standby.log().await("incorrect resource manager data checksum", mark);

        flipped.heal();
        cluster.awaitInSync();
    }

    @Test
    void aFileThatWasArchivedAnewIsNotPutBack() {
        String file = finishedSegment();
        awaitArchived(file);
        Injected empty = cluster.inject(ArchiveFaults.empty(primary, file));
        String copy = primary.member().archive().orElseThrow().directory() + "/" + file;
        assertThat(primary.member().host().size(copy)).isZero();
        primary.member().host().write(copy, "written anew".getBytes(StandardCharsets.UTF_8));

        empty.heal();

        assertThat(primary.member().host().read(copy))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("written anew");
    }

    @Test
    void aFileThatIsNotThereOrHasNoSuchNameIsRefused() {
        assertThatThrownBy(() -> cluster.inject(ArchiveFaults.missing(primary, "../PG_VERSION")))
                .hasMessage(
                        "ARCHIVE_FILE_MISSING of \"../PG_VERSION\": PostgreSQL archives no file of such a name. Write one that node.archivedFiles() lists, for example 000000010000000000000003 or 00000002.history.");
        assertThatThrownBy(() -> cluster.inject(ArchiveFaults.empty(primary, "0000000100000000000000FF")))
                .hasMessageStartingWith(
                        "ARCHIVE_FILE_EMPTY cannot strike node-1: its archive has no 0000000100000000000000FF.");
    }

    @Test
    void withoutAnArchiveThereIsNothingToStrike() {
        try (Cluster bare = Cluster.start(
                ClusterSpec.builder().standbys(0).archive(ArchiveMode.NONE).build())) {
            assertThatThrownBy(() -> bare.inject(ArchiveFaults.failing(bare.primary())))
                    .hasMessage(
                            "ARCHIVE_FAILING cannot strike node-1: it has no archive. Ask for one in the spec: archive = PER_NODE or SHARED.");
            assertThat(bare.primary().query("SHOW archive_mode")).isEqualTo(List.of("off"));
        }
    }
}
