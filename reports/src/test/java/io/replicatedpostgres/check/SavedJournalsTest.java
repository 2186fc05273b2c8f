package io.replicatedpostgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Journals of real clusters, less what no check reads: what was found in them once is found in them again. */
class SavedJournalsTest {

    @Test
    void aFailoverOfAnAsynchronousPairLost() {
        History history = saved("lost-in-a-failover");

        Verdict loss = Guarantees.noAcknowledgedWriteLost().of(history);

        assertThat(loss.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(loss.reason()).contains("on node-2 (the survivor)", "bytes of WAL past the fork", "by {node-1=");
        assertThat(promised(history).get(0).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(promised(history).get(0).reason())
                .isEqualTo(
                        "80 acknowledged writes lost, as asynchronous replication allows; @Expect(LOST_WRITES) if that is meant");
        assertThat(promised(history))
                .hasSize(4)
                .filteredOn(verdict -> verdict.outcome() == Outcome.PASS)
                .hasSize(3);
    }

    @Test
    void aFailoverOfASynchronousPairDidNot() {
        History history = saved("failover-without-loss");

        assertThat(promised(history))
                .hasSize(4)
                .allMatch(verdict -> verdict.outcome() == Outcome.PASS)
                .extracting(Verdict::guarantee)
                .startsWith("no acknowledged write lost");
        assertThat(Outage.ofServers(history)).hasSize(1);
    }

    @Test
    void twoPrimariesAcknowledged() {
        List<Verdict> verdicts = promised(saved("two-primaries-acknowledge"));

        assertThat(verdicts)
                .filteredOn(verdict -> verdict.outcome() == Outcome.FAIL)
                .extracting(Verdict::guarantee)
                .containsExactly("no two primaries acknowledged at once");
    }

    private static List<Verdict> promised(History history) {
        return Check.all(Guarantees.promised(history), history);
    }

    private static History saved(String name) {
        try {
            var resource = SavedJournalsTest.class.getResource("/journals/" + name + ".jsonl");
            return History.of(Path.of(Objects.requireNonNull(resource).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
