package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.Damaged;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.Repaired;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SlotState;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a journal into an {@link Attempt}, entry by entry. A journal that cannot be read becomes one that says so. */
final class AttemptReader {

    private final Path path;
    private final LaneBuilder lanes = new LaneBuilder();
    private final List<Leadership> leaders = new ArrayList<>();
    private final DeedBuilder deeds = new DeedBuilder();
    private final Moments moments = new Moments();
    private final EvidenceReader evidence = new EvidenceReader();
    private final ScenarioDataReader data = new ScenarioDataReader();
    private final List<ClusterPlanned> plans = new ArrayList<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Map<String, Curve> positions = new HashMap<>();
    private final Map<String, Attempt.SlotCurve> slots = new HashMap<>();
    private @Nullable Header header;
    private @Nullable ScenarioStarted scenario;
    private @Nullable ScenarioEnded end;
    private @Nullable String problem;
    private boolean unreadable;
    private long endNanos;
    private long entries;

    private AttemptReader(Path path) {
        this.path = path;
    }

    static Attempt read(Path journal) {
        var reader = new AttemptReader(journal);
        reader.readAll();
        try {
            return reader.attempt();
        } catch (RuntimeException e) {
            return reader.unreadable(e);
        }
    }

    /** What is known of a journal whose entries do not fit together: which test it is of. The other journals are shown whole. */
    private Attempt unreadable(RuntimeException why) {
        var empty = new AttemptReader(path);
        empty.header = header;
        empty.scenario = scenario;
        empty.problem = "The entries of the journal do not fit together: " + why;
        empty.unreadable = true;
        return empty.attempt();
    }

    private void readAll() {
        try (JournalFile file = JournalFile.open(path)) {
            header = file.header();
            for (Optional<Entry> entry = file.next(); entry.isPresent(); entry = file.next()) {
                take(entry.get());
            }
            problem = file.truncated() ? "The last line of the journal was cut off." : null;
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            problem = e.getMessage();
            unreadable = true;
        }
    }

    private void take(Entry entry) {
        entries++;
        evidence.take(entry);
        data.take(entry);
        endNanos = Math.max(endNanos, entry.atNanos());
        long at = entry.atNanos();
        Event event = entry.event();
        if (event instanceof NodeSampled sampled) {
            sampled(at, sampled.state());
        } else if (event instanceof SlotSampled sampled) {
            sampled(at, sampled.slot());
        } else if (event instanceof LogLine line) {
            moment(Moments.kindOf(line.line()), ServerTime.of(entry, line), line.node(), Shown.line(line.line()));
        } else if (!takeDeed(at, event)) {
            takeRest(at, event);
        }
    }

    private boolean takeDeed(long at, Event event) {
        if (event instanceof ActBegan act) {
            List<NodeRef> nodes = act.node() == null ? List.of() : List.of(act.node());
            deeds.began(act.id(), Deed.begun(Deed.Kind.ACT, act.verb(), nodes, act.detail(), at));
        } else if (event instanceof ActEnded act) {
            deeds.ended(act.id(), at, act.outcome(), act.message());
        } else if (event instanceof FaultBegan fault) {
            deeds.began(
                    fault.id(), Deed.begun(Deed.Kind.FAULT, fault.name(), fault.targets(), fault.description(), at));
        } else if (event instanceof FaultEnded fault) {
            deeds.ended(fault.id(), at, fault.outcome(), fault.message());
        } else if (event instanceof Damaged damage) {
            deeds.began(
                    damage.id(),
                    Deed.begun(Deed.Kind.DAMAGE, damage.name(), List.of(damage.node()), damage.repair(), at));
        } else if (event instanceof Repaired repair) {
            deeds.ended(repair.id(), at, Outcome.OK, repair.how());
        } else {
            return false;
        }
        return true;
    }

    private void takeRest(long at, Event event) {
        if (event instanceof ScenarioStarted started) {
            scenario = started;
        } else if (event instanceof ClusterPlanned planned) {
            plans.add(planned);
        } else if (event instanceof RoleChanged changed) {
            lanes.saw(changed.node(), at, changed.role(), changed.timeline());
            String label = new Span(at, at, changed.role(), changed.timeline()).label();
            moment(Moment.Kind.ROLE, at, changed.node(), label);
        } else if (event instanceof TimelineForked forked) {
            forks.add(new Fork(at, forked.node(), forked.timeline(), forked.parent(), forked.at()));
            moment(
                    Moment.Kind.FORK,
                    at,
                    forked.node(),
                    "timeline %s leaves timeline %s at %s".formatted(forked.timeline(), forked.parent(), forked.at()));
        } else if (event instanceof LeadersSeen seen) {
            leaders(at, seen);
        } else if (event instanceof AssertionFailed failed) {
            moment(Moment.Kind.FAILURE, at, null, Shown.block(failed.message()));
        } else if (event instanceof Note note) {
            moment(Moment.Kind.NOTE, at, null, Shown.block(note.text()));
        } else if (event instanceof ScenarioEnded ended) {
            end = ended;
        } else {
            Findings.of(event).ifPresent(found -> moment(found.kind(), at, found.node(), found.text()));
        }
    }

    private void leaders(long at, LeadersSeen seen) {
        moment(Moment.Kind.NOTE, at, null, Shown.block(seen.text()));
        Leadership last = leaders.isEmpty() ? null : leaders.get(leaders.size() - 1);
        if (last != null && last.seen().saysTheSameAs(seen)) {
            return;
        }
        if (last != null) {
            leaders.set(leaders.size() - 1, last.until(at));
        }
        leaders.add(new Leadership(at, at, seen));
    }

    /** Each until the next, and the last one to the end. */
    private List<Leadership> leaders() {
        if (!leaders.isEmpty()) {
            leaders.set(leaders.size() - 1, leaders.get(leaders.size() - 1).until(endNanos));
        }
        return List.copyOf(leaders);
    }

    private void moment(Moment.Kind kind, long at, @Nullable NodeRef node, String text) {
        moments.add(new Moment(kind, at, node, text));
    }

    private void sampled(long at, ServerState state) {
        lanes.saw(state.node(), at, state.role(), state.timeline());
        Curve curve = positions.computeIfAbsent(state.node().name(), unseen -> new Curve());
        Lsn position = state.role() == ServerState.Role.STANDBY ? state.replayed() : state.written();
        if (position == null) {
            curve.interrupt();
        } else {
            curve.add(at, position.bytes());
        }
    }

    private void sampled(long at, SlotState slot) {
        Attempt.SlotCurve curve =
                slots.computeIfAbsent(slot.name() + " on " + slot.node(), unseen -> new Attempt.SlotCurve());
        if (slot.retained() == null) {
            curve.retained().interrupt();
            return;
        }
        long retained = slot.retained().bytes();
        curve.retained().add(at, retained);
        if (slot.safeWalSizeBytes() != null) {
            curve.limit().add(at, retained + slot.safeWalSizeBytes());
        }
    }

    private Attempt attempt() {
        ScenarioData measured = data.build();
        return new Attempt(
                path,
                header,
                scenario,
                plans,
                ending(measured),
                endNanos,
                lanes.build(endNanos),
                leaders(),
                deeds.build(),
                moments.build(),
                moments.leftOut(),
                List.copyOf(forks),
                positions,
                slots,
                evidence.evidence(data.history(), measured),
                entries,
                measured);
    }

    private Attempt.Ending ending(ScenarioData measured) {
        String shownProblem = Shown.blockOrNull(problem);
        if (unreadable) {
            return new Attempt.Ending(Verdict.UNREADABLE, null, null, shownProblem);
        }
        if (end == null) {
            String message = "The journal has no end: its process was killed, or the test is still running.";
            return new Attempt.Ending(Verdict.UNFINISHED, message, null, shownProblem);
        }
        return new Attempt.Ending(
                Verdict.of(end.result(), Judged.worst(Judged.of(measured.guarantees()))),
                Shown.blockOrNull(end.message()),
                Shown.blockOrNull(end.keptAt()),
                shownProblem);
    }
}
