package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A loss that was not compared, or not of all workloads, is not shown as none; nor is a time without a primary that was not seen. */
class KnownLossTest {

    private static final NodeRef A = new NodeRef("a");

    @Test
    void allWorkloadsWereCompared() {
        Measures measures = of(began("one"), write("one"), contents("one", "0"));

        assertThat(measures.rpoRows()).isEqualTo("0");
        assertThat(measures.rpoTime()).isEqualTo("–");
        assertThat(measures.rpoWal()).isEqualTo("–");
    }

    @Test
    void nothingWasCompared() {
        Measures measures = of(began("one"), write("one"));

        assertNotKnown(measures);
    }

    @Test
    void theSurvivorCouldNotBeRead() {
        Measures measures = of(began("one"), write("one"), FinalContents.unread("one", A, true, null, "it is frozen"));

        assertNotKnown(measures);
    }

    @Test
    void oneOfTwoWorkloadsWasNotCompared() {
        Measures measures = of(began("one"), write("one"), contents("one", "0"), began("two"), write("two"));

        assertNotKnown(measures);
    }

    @Test
    void oneOfTwoLostAndTheOtherWasNotCompared() {
        Measures measures = of(began("one"), write("one"), contents("one", ""), began("two"), write("two"));

        assertThat(measures.lossIsKnown()).isFalse();
        assertThat(measures.rpoRows()).isEqualTo("≥ 1");
    }

    @Test
    void aWorkloadThatReadsHasNothingToCompare() {
        Measures measures =
                of(began("one"), write("one"), contents("one", "0"), began("two"), operation("two", Kind.READ));

        assertThat(measures.rpoRows()).isEqualTo("0");
    }

    @Test
    void aTimeWithoutAPrimaryIsKnownIfOneWasSeen() {
        assertThat(of(began("one"), write("one")).rtoServers()).isEqualTo("not known");
        assertThat(of(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST), began("one"), write("one"))
                        .rtoServers())
                .isEqualTo("none");
    }

    private static void assertNotKnown(Measures measures) {
        assertThat(measures.lossIsKnown()).isFalse();
        assertThat(measures.rpoRows()).isEqualTo("not known");
        assertThat(measures.rpoTime()).isEqualTo("not known");
        assertThat(measures.rpoWal()).isEqualTo("not known");
    }

    private static Measures of(Event... events) {
        History history = History.of(Arrays.stream(events)
                .map(event -> new Entry(0, Instant.EPOCH, event))
                .toList());
        return Measures.of(history, Ledger.of(history));
    }

    private static Event began(String workload) {
        return new WorkloadBegan(workload, "inserts", 1, null);
    }

    private static Event write(String workload) {
        return operation(workload, Kind.INSERT);
    }

    private static Event operation(String workload, Kind kind) {
        var operation =
                new Operation(0, kind, 0, 1_000, 1_000, Operation.Result.ACKNOWLEDGED, 0, 0, A, null, null, null);
        return new Operations(workload, List.of(operation));
    }

    private static Event contents(String workload, String rows) {
        return new FinalContents(workload, A, true, RowRanges.parse(rows), RowRanges.EMPTY, Map.of(), null);
    }
}
