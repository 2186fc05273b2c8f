package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A process of its own that judges so many operations: half of them inserts, half of them reads and writes of registers, with a
 * failover in the middle that loses every thousandth write.
 */
final class JudgingSoak {

    private static final NodeRef A = new NodeRef("node-1");
    private static final NodeRef B = new NodeRef("node-2");
    private static final int CLIENTS = 8;
    private static final int REGISTERS = 16;
    private static final int IN_ONE_EVENT = 200;

    private final int operations;

    private JudgingSoak(int operations) {
        this.operations = operations;
    }

    /** Takes a directory and the number of operations; prints what each check says and how long all took. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]).resolve("judged.jsonl");
        int operations = Integer.parseInt(arguments[1]);
        new JudgingSoak(operations).write(file);
        long began = System.nanoTime();
        History history = History.of(file);
        long read = System.nanoTime();
        for (Check check : checks(history)) {
            long asked = System.nanoTime();
            Verdict verdict = check.of(history);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s in %s ms: %s%n",
                    verdict.guarantee(),
                    verdict.outcome(),
                    (System.nanoTime() - asked) / 1_000_000,
                    verdict.reason());
        }
        System.out.printf(
                Locale.ROOT,
                "%,d operations, %,d MB: read in %,d ms, judged in %,d ms, with a heap of %s MB%n",
                operations,
                Files.size(file) >> 20,
                (read - began) / 1_000_000,
                (System.nanoTime() - read) / 1_000_000,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static List<Check> checks(History history) {
        var checks = new ArrayList<>(Guarantees.promised(history));
        checks.addAll(List.of(
                Guarantees.noAcknowledgedWriteLost(),
                Guarantees.noReadTakenBack(),
                Guarantees.noStaleReads(Duration.ofSeconds(1)),
                Guarantees.readYourWrites(),
                Guarantees.monotonicReads(),
                Guarantees.recoveredWithin(Duration.ofSeconds(5)),
                Guarantees.convergedWithin(Duration.ofSeconds(5)),
                Guarantees.slotsWithin(DataSize.megabytes(64))));
        return checks;
    }

    private void write(Path file) {
        try (Journal journal = Journal.create(file, Secrets.of())) {
            journal.append(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST));
            journal.append(new RoleChanged(B, Role.STANDBY, Timeline.FIRST));
            journal.append(new WorkloadBegan("inserts", "inserts", CLIENTS, null));
            journal.append(new WorkloadBegan("registers", "registers", CLIENTS, null));
            work(journal, 0, operations / 4, A);
            journal.append(new RoleChanged(A, Role.STOPPED, null));
            journal.append(new TimelineForked(B, new Timeline(2), Timeline.FIRST, lsn(operations / 4)));
            journal.append(new RoleChanged(B, Role.PRIMARY, new Timeline(2)));
            work(journal, operations / 4, operations / 2, B);
            contents(journal);
            journal.append(new WorkloadEnded("inserts", Map.of(), null));
            journal.append(new WorkloadEnded("registers", Map.of(), null));
        }
    }

    private void work(Journal journal, int from, int to, NodeRef node) {
        for (int next = from; next < to; next += IN_ONE_EVENT) {
            var inserts = new ArrayList<Operation>();
            var registers = new ArrayList<Operation>();
            for (int tick = next; tick < Math.min(next + IN_ONE_EVENT, to); tick++) {
                inserts.add(insert(tick, node));
                registers.add(tick % 2 == 0 ? write(tick, node) : read(tick, node));
            }
            journal.append(new Operations("inserts", inserts));
            journal.append(new Operations("registers", registers));
        }
    }

    private static Operation insert(int tick, NodeRef node) {
        return operation(tick, tick, Kind.INSERT, tick, 0, node);
    }

    private static Operation write(int tick, NodeRef node) {
        return operation(tick, tick / 2, Kind.WRITE, register(tick), tick / 2, node);
    }

    /** What its client wrote last. */
    private Operation read(int tick, NodeRef node) {
        return operation(tick, operations + tick, Kind.READ, register(tick), tick / 2, node);
    }

    private static long register(int tick) {
        return tick / 2 % REGISTERS;
    }

    private static Operation operation(int tick, int id, Kind kind, long key, long value, NodeRef node) {
        return new Operation(
                id,
                kind,
                tick / 2 % CLIENTS,
                tick * 10_000L,
                5_000,
                id % 777 == 0 ? Result.UNKNOWN : Result.ACKNOWLEDGED,
                key,
                value,
                node,
                lsn(tick),
                700L + tick,
                null,
                node.equals(A) ? Timeline.FIRST : new Timeline(2),
                new CommitWait("on", false));
    }

    private static Lsn lsn(int tick) {
        return new Lsn(0x3000000L + 100L * tick);
    }

    private void contents(Journal journal) {
        var values = new TreeMap<Long, Long>();
        for (int tick = 0; tick < operations / 2; tick += 2) {
            values.put(register(tick), tick / 2L);
        }
        journal.append(contents("inserts", rows(operations / 2), RowRanges.EMPTY, Map.of()));
        journal.append(contents("registers", RowRanges.EMPTY, rows(operations / 4), values));
    }

    private static FinalContents contents(
            String workload, RowRanges rows, RowRanges writes, Map<Long, Long> registers) {
        var standing = new Standing(Role.PRIMARY, new Timeline(2), true);
        return new FinalContents(
                workload, B, true, rows, RowRanges.EMPTY, registers, null, writes, Map.of(), standing, null);
    }

    /** So many, and every thousandth is gone. */
    private static RowRanges rows(int count) {
        var rows = new StringJoiner(",");
        for (int from = 1; from < count; from += 1_000) {
            rows.add(from + "-" + Math.min(from + 998, count - 1));
        }
        return RowRanges.parse(rows.toString());
    }
}
