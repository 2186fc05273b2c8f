package io.replicatedpostgres.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which files are set aside when a timeline is abandoned. */
class ArchiveTest {

    private static final TimelineHistory FIRST = TimelineHistory.first();
    private static final TimelineHistory SECOND = TimelineHistory.parse(new Timeline(2), "1\t0/3000060\tx\n");
    private static final TimelineHistory THIRD_FROM_FIRST = TimelineHistory.parse(new Timeline(3), "1\t0/4000000\tx\n");

    private final FakeHost host = new FakeHost("node-1");
    private final Archive archive = Archive.ofNode(host);

    private void archived(String... names) {
        host.change(List.of(archive.made()));
        for (String name : names) {
            host.write(archive.directory() + "/" + name, name.getBytes(UTF_8));
        }
    }

    @Test
    void whatBelongsToTheAbandonedTimelineAlone() {
        archived(
                "000000010000000000000002",
                "000000010000000000000003.partial",
                "00000002.history",
                "000000020000000000000003",
                "000000030000000000000004",
                ".000000020000000000000003.4711",
                "notes.txt");

        var moved = archive.setAside(SECOND, FIRST);

        assertThat(moved).containsExactly("00000002.history", "000000020000000000000003");
        assertThat(archive.files())
                .containsExactly(
                        "000000010000000000000002",
                        "000000010000000000000003.partial",
                        "000000030000000000000004",
                        "abandoned",
                        "notes.txt");
        assertThat(host.list(archive.directory() + "/abandoned")).isEqualTo(moved);
    }

    @Test
    void aCopyThatIsUnderWayIsNotYetArchived() {
        archived(".000000010000000000000003.4711", "000000010000000000000002");

        assertThat(archive.files()).containsExactly("000000010000000000000002");
    }

    @Test
    void nothingOfATimelineTheNewHistoryCameAlong() {
        archived("00000002.history", "000000020000000000000003", "000000010000000000000002");

        assertThat(archive.setAside(SECOND, SECOND)).isEmpty();
        assertThat(archive.setAside(FIRST, SECOND)).isEmpty();
        assertThat(archive.files()).hasSize(3);
    }

    @Test
    void theMiddleOfAHistoryThatTheOtherOneLacks() {
        archived("00000002.history", "00000003.history");

        assertThat(archive.setAside(SECOND, THIRD_FROM_FIRST)).containsExactly("00000002.history");
    }

    @Test
    void nothingOfAnEmptyArchive() {
        host.change(List.of(archive.made()));

        assertThat(archive.setAside(SECOND, FIRST)).isEmpty();
        assertThat(archive.files()).isEmpty();
    }
}
