package io.replicatedpostgres.check;

import io.replicatedpostgres.isolation.Anomaly;
import io.replicatedpostgres.isolation.Finding;
import io.replicatedpostgres.isolation.Isolation;
import io.replicatedpostgres.isolation.Judgement;
import io.replicatedpostgres.isolation.Level;
import io.replicatedpostgres.isolation.Order;
import io.replicatedpostgres.isolation.TransactionTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reads of a workload's transactions contradict no order that the level of isolation allows. Made by {@link
 * Guarantees#snapshotIsolation()} and its kin: first of all nodes and without any clock, {@code snapshotIsolation()}; narrowed by
 * {@link #onPrimary()}, made stronger by {@link #sessionStrong()} or {@link #strict()}.
 *
 * <p>It judges workloads that record their transactions, {@code Workload.listAppend} and {@code Workload.readWrite}. Where there is none, where no two transactions
 * ran at the same time, and where only one node served them though all are asked about, the verdict is unknown.
 */
public final class IsolationCheck implements Check {

    private static final String ON_PRIMARY = " on the primary";
    private static final String ACROSS_NODES = " across nodes";

    private final Level level;
    private final Order order;
    private final boolean acrossNodes;

    private IsolationCheck(Level level, Order order, boolean acrossNodes) {
        this.level = level;
        this.order = order;
        this.acrossNodes = acrossNodes;
    }

    static IsolationCheck of(Level level) {
        return new IsolationCheck(level, Order.PLAIN, true);
    }

    /** All there are: each level, order and range. */
    static Stream<IsolationCheck> all() {
        return Arrays.stream(Level.values())
                .flatMap(level -> Arrays.stream(Order.values())
                        .flatMap(order -> Stream.of(true, false)
                                .map(acrossNodes -> new IsolationCheck(level, order, acrossNodes))));
    }

    /** Only the transactions that a primary served. On one primary PostgreSQL keeps what the level of the transactions promises. */
    public IsolationCheck onPrimary() {
        return new IsolationCheck(level, order, false);
    }

    /** The transactions that any node served, as one history. PostgreSQL promises no level of it. This is what holds if nothing is said. */
    public IsolationCheck acrossNodes() {
        return new IsolationCheck(level, order, true);
    }

    /** Each client also sees what it did and saw before. PostgreSQL promises it on one node, not to a client that reads on several. */
    public IsolationCheck sessionStrong() {
        return new IsolationCheck(level, Order.SESSION, acrossNodes);
    }

    /** Each transaction also sees what was acknowledged, to any client, before it began. */
    public IsolationCheck strict() {
        return new IsolationCheck(level, Order.STRICT, acrossNodes);
    }

    @Override
    public String guarantee() {
        String strength = switch (order) {
            case PLAIN -> "";
            case SESSION -> "session-strong ";
            case STRICT -> "strict ";
        };
        return strength + level.words() + (acrossNodes ? ACROSS_NODES : ON_PRIMARY);
    }

    @Override
    public Verdict of(History history) {
        Map<String, Judgement> judged = judge(history);
        if (judged.isEmpty()) {
            return Verdict.unknown(
                    guarantee(),
                    "no workload recorded what its transactions read: begin one with Workload.listAppend or"
                            + " Workload.readWrite");
        }
        var evidence = new ArrayList<String>();
        var names = new ArrayList<String>();
        judged.forEach((workload, judgement) -> judgement.findings().forEach(finding -> {
            names.add("%s in %s".formatted(finding.name(), workload));
            evidence.addAll(FindingTold.lines(workload, finding));
        }));
        if (!names.isEmpty()) {
            return Verdict.fail(guarantee(), String.join(", ", names), evidence);
        }
        return judged.entrySet().stream()
                .flatMap(each -> whyUnknown(each.getKey(), each.getValue()).stream())
                .findFirst()
                .map(why -> Verdict.unknown(guarantee(), why))
                .orElseGet(() -> Verdict.pass(guarantee(), told(judged)));
    }

    /** What shows that it does not hold, of each workload; empty if nothing does. */
    public List<Finding> findings(History history) {
        return judge(history).values().stream()
                .flatMap(judgement -> judgement.findings().stream())
                .toList();
    }

    private Map<String, Judgement> judge(History history) {
        var judged = new LinkedHashMap<String, Judgement>();
        for (Work work : history.works()) {
            if (work.transactions().size() > 0) {
                Judgement judgement = Isolation.judge(judged(work.transactions()), level, order);
                judged.put(work.name(), work.workedUntilNanos().isPresent() ? judgement : soFar(judgement));
            }
        }
        return judged;
    }

    /** Before its clients have stopped, a value without a known writer may be a transaction that is under way. */
    private static Judgement soFar(Judgement judgement) {
        return new Judgement(
                judgement.findings().stream()
                        .filter(finding -> finding.anomaly() != Anomaly.GARBAGE_READ)
                        .toList(),
                judgement.transactions(),
                judgement.nodes(),
                judgement.overlapped(),
                judgement.complete());
    }

    private TransactionTable judged(TransactionTable table) {
        return acrossNodes ? table : table.where(one -> !Boolean.TRUE.equals(one.recovering()));
    }

    private Optional<String> whyUnknown(String workload, Judgement judgement) {
        if (judgement.transactions() == 0) {
            return Optional.of("no transaction of %s was committed".formatted(workload));
        }
        if (acrossNodes && judgement.nodes().size() < 2) {
            return Optional.of("all %s transactions of %s were served by %s: there are no two nodes to compare"
                    .formatted(judgement.transactions(), workload, String.join("", judgement.nodes())));
        }
        if (!judgement.overlapped()) {
            return Optional.of(
                    "no two transactions of %s ran at the same time, so nothing could go wrong".formatted(workload));
        }
        return judgement.complete()
                ? Optional.empty()
                : Optional.of("%s has too many circles to look for all of them".formatted(workload));
    }

    private static String told(Map<String, Judgement> judged) {
        return String.join(
                "; ",
                judged.entrySet().stream()
                        .map(each -> "%s transactions of %s on %s"
                                .formatted(
                                        each.getValue().transactions(),
                                        each.getKey(),
                                        String.join(" and ", each.getValue().nodes())))
                        .toList());
    }
}
