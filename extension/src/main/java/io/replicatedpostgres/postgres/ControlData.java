package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.Host;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The control file of a data directory, whether its server runs or not. It is read by this class and not by {@code
 * pg_controldata}, which not every distribution of the binaries has. Source of the layouts: {@code ControlFileData} in PostgreSQL's
 * {@code src/include/catalog/pg_control.h}, 11 to 18.
 *
 * @param systemIdentifier what no two clusters share, in decimal digits
 * @param state for example {@code in production}, {@code shut down}, {@code shut down in recovery}
 * @param catalogVersion the version of the system catalogs; all minor versions of one major version share it
 * @param checkpoint the position of the last checkpoint
 * @param timeline the timeline of the last checkpoint: up to PostgreSQL 15 it lags behind a promotion
 * @param redoFile the name of the segment from which recovery would begin
 * @param minimumRecoveryPoint how far a standby must replay before it may answer; 0/0 on a primary
 * @param minimumRecoveryTimeline the timeline of that; empty on a primary
 * @param logsEveryChangedPage whether changes of hint bits are in the WAL, or pages have checksums: {@code pg_rewind} needs one of
 *     them
 */
public record ControlData(
        String systemIdentifier,
        String state,
        int catalogVersion,
        Lsn checkpoint,
        Timeline timeline,
        String redoFile,
        Lsn minimumRecoveryPoint,
        Optional<Timeline> minimumRecoveryTimeline,
        boolean logsEveryChangedPage) {

    private static final int FILE_BYTES = 8192;
    private static final int VERSION_AT = 8;
    private static final int CATALOG_VERSION_AT = 12;
    private static final int STATE_AT = 16;
    private static final int CHECKPOINT_AT = 32;
    private static final int REDO_AT = 40;
    private static final int TIMELINE_AT = 48;

    /** A server that runs writes the file while it is read here: PostgreSQL's own programs read it again too. */
    private static final int READS_MAX = 10;

    /** By number. Source: {@code DBState} in {@code catalog/pg_control.h}, the words of {@code pg_controldata}. */
    private static final List<String> STATES = List.of(
            "starting up",
            "shut down",
            "shut down in recovery",
            "shutting down",
            "in crash recovery",
            "in archive recovery",
            "in production");

    /** Where the fields lie that are not at one place in all versions. */
    private enum Layout {
        V11(280, 128, 168, 220, 244),
        V12(288, 136, 176, 228, 252),
        V18(292, 136, 176, 228, 252);

        private static final int NEWEST = 1800;

        private final int crc;
        private final int recovery;
        private final int hints;
        private final int segment;
        private final int checksums;

        Layout(int crc, int recovery, int hints, int segment, int checksums) {
            this.crc = crc;
            this.recovery = recovery;
            this.hints = hints;
            this.segment = segment;
            this.checksums = checksums;
        }

        /** Of 13 to 16 the version is the same: 1300. */
        static Layout of(int version) {
            return switch (version) {
                case 1100 -> V11;
                case 1201, 1300, 1700 -> V12;
                case 1800 -> V18;
                default -> later(version);
            };
        }

        /** A development version: if it has changed the file, the checksum is not where it is looked for. */
        private static Layout later(int version) {
            if (version < NEWEST) {
                throw new ReplicatedPostgresException(unknown(version));
            }
            return V18;
        }

        static String damaged(int version) {
            return version > NEWEST ? unknown(version) : "its checksum is wrong: it is damaged";
        }

        private static String unknown(int version) {
            return "its version %s is unknown; known are those of PostgreSQL 11 to 18".formatted(version);
        }
    }

    /**
     * Reads the control file of the node on a host.
     *
     * @throws ReplicatedPostgresException if there is none, or it is damaged or of an unknown version
     */
    public static ControlData read(Host host) {
        String path = new DataDirectory(host).path("global/pg_control");
        try {
            byte[] content = host.read(path);
            for (int reads = 1; reads < READS_MAX && !isWhole(content); reads++) {
                content = host.read(path);
            }
            return parse(content);
        } catch (UncheckedIOException | ReplicatedPostgresException e) {
            throw new ReplicatedPostgresException(
                    "could not read the control file of %s: %s".formatted(host.node(), e.getMessage()), e);
        }
    }

    private static boolean isWhole(byte[] content) {
        try {
            parse(content);
            return true;
        } catch (ReplicatedPostgresException e) {
            return false;
        }
    }

    static ControlData parse(byte[] content) {
        if (content.length != FILE_BYTES) {
            throw new ReplicatedPostgresException(
                    "unexpected control file size %s, expected %s".formatted(content.length, FILE_BYTES));
        }
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        Layout layout = Layout.of(file.getInt(VERSION_AT));
        var crc = new CRC32C();
        crc.update(content, 0, layout.crc);
        if ((int) crc.getValue() != file.getInt(layout.crc)) {
            throw new ReplicatedPostgresException(Layout.damaged(file.getInt(VERSION_AT)));
        }
        var timeline = new Timeline(file.getInt(TIMELINE_AT));
        int recoveryTimeline = file.getInt(layout.recovery + Long.BYTES);
        int segmentBytes = file.getInt(layout.segment);
        return new ControlData(
                Long.toUnsignedString(file.getLong(0)),
                state(file.getInt(STATE_AT)),
                file.getInt(CATALOG_VERSION_AT),
                new Lsn(file.getLong(CHECKPOINT_AT)),
                timeline,
                WalSegments.name(timeline, Long.divideUnsigned(file.getLong(REDO_AT), segmentBytes), segmentBytes),
                new Lsn(file.getLong(layout.recovery)),
                recoveryTimeline < 1 ? Optional.empty() : Optional.of(new Timeline(recoveryTimeline)),
                file.get(layout.hints) != 0 || file.getInt(layout.checksums) != 0);
    }

    private static String state(int number) {
        return number >= 0 && number < STATES.size() ? STATES.get(number) : "unrecognized status code " + number;
    }

    /** Whether it was shut down in order, as a primary or as a standby. */
    public boolean isShutDown() {
        return state.equals("shut down") || state.equals("shut down in recovery");
    }
}
