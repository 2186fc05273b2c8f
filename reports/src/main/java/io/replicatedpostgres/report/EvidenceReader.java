package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the {@link Evidence} of an attempt, entry by entry. */
final class EvidenceReader {

    private final Map<String, Curve> lags = new HashMap<>();
    private final Map<Timeline, Lsn> reached = new HashMap<>();

    void take(Entry entry) {
        if (entry.event() instanceof NodeSampled sampled) {
            sampled(entry.atNanos(), sampled.state());
        }
    }

    private void sampled(long at, ServerState state) {
        Timeline timeline = state.timeline();
        if (state.role() == Role.PRIMARY && timeline != null && state.written() != null) {
            reached.merge(timeline, state.written(), (one, other) -> one.isAtLeast(other) ? one : other);
        } else if (lags.containsKey(state.node().name()) || state.role() == Role.STANDBY) {
            Curve lag = lags.computeIfAbsent(state.node().name(), unseen -> new Curve());
            Long bytes = lag(state);
            if (bytes == null) {
                lag.interrupt();
            } else {
                lag.add(at, bytes);
            }
        }
    }

    /** A look at a standby is a moment later than that at its primary, so it may be ahead of what was seen there. */
    private @Nullable Long lag(ServerState state) {
        Lsn written = state.timeline() == null ? null : reached.get(state.timeline());
        if (state.role() != Role.STANDBY || written == null || state.replayed() == null) {
            return null;
        }
        return Math.max(0, written.minus(state.replayed()));
    }

    Evidence evidence(History history, ScenarioData data) {
        List<Ledger> ledger = data.workloads().stream()
                .flatMap(workload -> workload.ledger().stream())
                .toList();
        List<CyclePicture> cycles = CyclePicture.of(data.guarantees(), history);
        return new Evidence(history, ledger, data.guarantees(), cycles, lags, reached);
    }
}
