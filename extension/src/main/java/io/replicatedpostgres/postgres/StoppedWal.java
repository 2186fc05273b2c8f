package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.topology.Host;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the WAL of a server ends that does not answer: stopped, killed or frozen. The control file knows only the last
 * checkpoint; the WAL goes on from there, and says itself on which timeline.
 */
public final class StoppedWal {

    private final Host host;
    private final DataDirectory data;
    private final ControlData control;
    private final WalSegments segments;

    private StoppedWal(Host host, ControlData control) {
        this.host = host;
        this.data = new DataDirectory(host);
        this.control = control;
        this.segments = new WalSegments(host);
    }

    /**
     * Finds it.
     *
     * @return the timelines along which its WAL goes, and the end of the last whole record; a standby may not have replayed all
     *     of it
     * @throws ReplicatedPostgresException if the control file cannot be read
     */
    public static WalProgress of(Host host) {
        return new StoppedWal(host, ControlData.read(host)).find();
    }

    /** The newest timeline that its WAL has come to; a history file alone proves nothing, walreceivers fetch it before. */
    private WalProgress find() {
        for (TimelineHistory history : histories()) {
            WalProgress progress = along(history);
            if (isKnown(history.current())
                    || progress.end().isAfter(history.began(history.current()).orElseThrow())) {
                return progress;
            }
        }
        throw new ReplicatedPostgresException(
                "%s is on timeline %s, and none of its history files leads there: %s. Rebuild it."
                        .formatted(host.node(), known(), data.historyFiles()));
    }

    private WalProgress along(TimelineHistory history) {
        Lsn end = new Wal(segments, history).end(control.checkpoint());
        Lsn recovered = control.minimumRecoveryPoint();
        return new WalProgress(history, recovered.isAfter(end) ? recovered : end);
    }

    /** Those it may have come along, the newest first. */
    private List<TimelineHistory> histories() {
        Set<Timeline> candidates = new HashSet<>(data.historyFiles());
        candidates.add(known());
        return candidates.stream()
                .filter(timeline -> timeline.compareTo(known()) >= 0)
                .sorted(Comparator.reverseOrder())
                .map(data::findHistory)
                .flatMap(Optional::stream)
                .filter(this::leadsOn)
                .toList();
    }

    /** Whether what the control file knows lies on it. */
    private boolean leadsOn(TimelineHistory history) {
        boolean recovered = control.minimumRecoveryTimeline()
                .map(timeline -> history.includes(new WalPosition(timeline, control.minimumRecoveryPoint())))
                .orElse(true);
        return recovered && history.includes(new WalPosition(control.timeline(), control.checkpoint()));
    }

    private boolean isKnown(Timeline timeline) {
        return timeline.equals(known());
    }

    /** What the control file knows: the timeline of a promotion that no checkpoint has followed yet is the recovery's. */
    private Timeline known() {
        Timeline checkpoint = control.timeline();
        return control.minimumRecoveryTimeline()
                .filter(timeline -> timeline.compareTo(checkpoint) > 0)
                .orElse(checkpoint);
    }
}
