package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.OperationResolved;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.Transactions;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The content of a journal, gathered in one pass: all that the checks need, some 80 bytes for each operation. */
public final class History {

    private final Map<String, Work> works = new LinkedHashMap<>();
    private final PrimaryPeriods periods = new PrimaryPeriods();
    private final SlotPeak.Collector slots = new SlotPeak.Collector();
    private final Course course = new Course();
    private final Comparisons comparisons = new Comparisons();
    private final Interventions interventions = new Interventions();
    private final Strikes strikes = new Strikes();
    private final TreeMap<Long, LeadersSeen> leaders = new TreeMap<>();
    private final List<FalseHealth> falseHealth = new ArrayList<>();
    private @Nullable Expectations expectations;
    private long endNanos;
    private @Nullable List<Ledger> ledger;

    private History() {}

    /**
     * Reads a journal.
     *
     * @throws io.replicatedpostgres.journal.JournalFormatException if it cannot be read
     */
    public static History of(Path journal) {
        var history = new History();
        try (JournalFile file = JournalFile.open(journal)) {
            for (Optional<Entry> entry = file.next(); entry.isPresent(); entry = file.next()) {
                history.take(entry.get());
            }
        }
        return history;
    }

    /** Takes these entries for all that happened. */
    public static History of(List<Entry> entries) {
        var history = new History();
        entries.forEach(history::take);
        return history;
    }

    /** An empty one, to be filled {@linkplain #take entry by entry}. */
    public static History begin() {
        return new History();
    }

    /** This happened after all that was taken before. */
    public void take(Entry entry) {
        ledger = null;
        endNanos = Math.max(endNanos, entry.atNanos());
        comparisons.take(entry);
        interventions.take(entry.atNanos(), entry.event());
        strikes.take(entry.atNanos(), entry.event());
        Event event = entry.event();
        if (event instanceof SlotSampled sampled) {
            slots.saw(sampled);
        } else if (event instanceof FalseHealth found) {
            falseHealth.add(found);
        } else if (event instanceof Expectations expected) {
            expectations = expected;
        } else if (event instanceof LeadersSeen seen) {
            takeLeaders(entry.atNanos(), seen);
        } else {
            takeCourse(entry.atNanos(), event);
            takeWork(entry.atNanos(), event);
        }
    }

    private void takeLeaders(long atNanos, LeadersSeen seen) {
        if (leaders.isEmpty() || !leaders.lastEntry().getValue().saysTheSameAs(seen)) {
            leaders.put(atNanos, seen);
        }
    }

    private void takeCourse(long atNanos, Event event) {
        if (event instanceof NodeSampled sampled) {
            periods.sampled(atNanos, sampled.state().node(), sampled.state().role());
            course.sampled(atNanos, sampled);
        } else if (event instanceof RoleChanged changed) {
            periods.changed(atNanos, changed.node(), changed.role());
            course.changed(atNanos, changed);
        } else if (event instanceof TimelineForked forked) {
            course.forked(atNanos, forked);
        } else if (event instanceof ActBegan act) {
            course.began(atNanos, act);
        } else if (event instanceof ActEnded act) {
            course.ended(atNanos, act);
        }
    }

    private void takeWork(long atNanos, Event event) {
        if (event instanceof WorkloadBegan began) {
            works.put(began.name(), new Work(began));
        } else if (event instanceof Operations operations) {
            Work work = work(operations.workload());
            operations.operations().forEach(work::add);
        } else if (event instanceof Transactions transactions) {
            Work work = work(transactions.workload());
            transactions.transactions().forEach(work::add);
        } else if (event instanceof OperationResolved resolved) {
            work(resolved.workload()).resolved(resolved.operation(), resolved.status());
        } else if (event instanceof FinalContents found) {
            work(found.workload()).found(found);
        } else if (event instanceof WorkloadEnded ended) {
            Long until = ended.workedUntilNanos();
            work(ended.name()).ended(until == null ? atNanos : until);
        }
    }

    private Work work(String name) {
        return works.computeIfAbsent(name, unseen -> new Work(new WorkloadBegan(name, "not known", 0, null)));
    }

    /** The time of the last entry. */
    public long endNanos() {
        return endNanos;
    }

    /** The workloads, in the order of their beginnings. */
    public Collection<Work> works() {
        return works.values();
    }

    /** When each node was a primary, in the order of their beginnings. */
    public List<PrimaryPeriod> primaryPeriods() {
        return periods.until(endNanos);
    }

    /** The most WAL each slot was seen to keep. */
    public Collection<SlotPeak> slots() {
        return slots.all();
    }

    /** The timelines that were opened, in their order. */
    public List<TimelineForked> forks() {
        return course.forks().stream().map(Course.Fork::event).toList();
    }

    /** What became of each workload's writes on each node: several checks ask, and it is made once. */
    List<Ledger> ledger() {
        List<Ledger> made = ledger;
        if (made == null) {
            var pages = new ArrayList<Ledger>();
            works().forEach(work -> work.contents().forEach(contents -> pages.add(Ledger.of(this, work, contents))));
            made = List.copyOf(pages);
            ledger = made;
        }
        return made;
    }

    /** The events of the servers. */
    Course course() {
        return course;
    }

    /** The leaders by a failover manager's record, by the time since when it names them. */
    SortedMap<Long, LeadersSeen> leaders() {
        return Collections.unmodifiableSortedMap(leaders);
    }

    /** What the test did to them. */
    Interventions interventions() {
        return interventions;
    }

    /** When which node was kept from its work. */
    Strikes strikes() {
        return strikes;
    }

    /** Each comparison of all nodes, in their order. */
    public List<Convergence> convergences() {
        return comparisons.all();
    }

    /** The same, and which nodes there were. */
    Comparisons comparisons() {
        return comparisons;
    }

    /** What looked healthy and was not. */
    public List<FalseHealth> falseHealth() {
        return falseHealth;
    }

    /** What the spec promises and the test expects; empty if the journal does not say. */
    public Optional<Expectations> expectations() {
        return Optional.ofNullable(expectations);
    }
}
