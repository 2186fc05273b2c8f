package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.model.NodeRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTimeTest {

    private static final long AT = 5_000_000_000L;
    private static final Instant READ = Instant.parse("2026-11-22T08:37:37.640Z");

    @Test
    void aLineStandsWhereItWasWrittenNotWhereItWasRead() {
        assertThat(timeOf("2026-11-22 08:37:36.640 UTC")).isEqualTo(AT - 1_000_000_000L);
    }

    @Test
    void aLineFromBeforeTheJournalStandsAtItsBeginning() {
        assertThat(timeOf("2026-11-22 08:37:30.640 UTC")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22 08:37:38.640 UTC", // the server's clock is ahead
                "2026-11-22 08:30:37.640 UTC", // it is another clock
                "2026-11-22 09:37:37.640 CET",
                "yesterday UTC"
            })
    void aTimeThatCannotBeRightIsNotUsed(String serverTime) {
        assertThat(timeOf(serverTime)).isEqualTo(AT);
    }

    @Test
    void aLineWithoutATimeStandsWhereItWasRead() {
        assertThat(timeOf(null)).isEqualTo(AT);
    }

    private static long timeOf(@Nullable String serverTime) {
        var line = new LogLine(new NodeRef("node-1"), "LOG:  ready", serverTime);
        return ServerTime.of(new Entry(AT, READ, line), line);
    }
}
