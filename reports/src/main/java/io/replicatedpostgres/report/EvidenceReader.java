package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the {@link Evidence} of an attempt, entry by entry. */
final class EvidenceReader {

    private final History.Collector history = new History.Collector();
    private final List<GuaranteeChecked> guarantees = new ArrayList<>();
    private final Map<String, Curve> lags = new HashMap<>();
    private final Map<Timeline, Lsn> reached = new HashMap<>();

    void take(Entry entry) {
        history.add(entry);
        if (entry.event() instanceof GuaranteeChecked checked) {
            guarantees.add(checked);
        } else if (entry.event() instanceof NodeSampled sampled) {
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

    Evidence evidence() {
        List<Ledger> ledger = Ledger.of(history.history());
        return new Evidence(history.history(), ledger, guarantees, lags, reached);
    }
}
