package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an attempt proves: what clients were told, what the nodes held in the end, and how far each history went.
 *
 * @param history what the checks are given
 * @param ledger of each workload on each node whose contents are recorded
 * @param guarantees each that was checked, in their order
 * @param cycles the circles of transactions that break a level of isolation
 * @param lags how far behind each standby was, in bytes
 * @param reached how far a primary was seen to write on each timeline
 */
record Evidence(
        History history,
        List<Ledger> ledger,
        List<GuaranteeChecked> guarantees,
        List<CyclePicture> cycles,
        Map<String, Curve> lags,
        Map<Timeline, Lsn> reached) {

    /** Copies what can be copied. */
    Evidence {
        ledger = List.copyOf(ledger);
        guarantees = List.copyOf(guarantees);
        cycles = List.copyOf(cycles);
        lags = new TreeMap<>(lags);
        reached = new TreeMap<>(reached);
    }

    Measures measures() {
        return Measures.of(history, ledger);
    }

    Fates fates() {
        return Fates.of(ledger);
    }

    boolean hasClients() {
        return history.works().stream().anyMatch(work -> work.size() > 0);
    }

    /** What is known of each guarantee, the worst first. */
    List<Judged> judged() {
        return Judged.of(guarantees);
    }
}
