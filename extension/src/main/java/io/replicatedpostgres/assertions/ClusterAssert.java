package io.replicatedpostgres.assertions;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.ReadingOrder;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a cluster as a whole. Each looks once, but for {@link #isInSync}; a server that is slow to say what it is is waited for.
 *
 * <p>Every node counts: those of the spec and those that were added, until they are removed. A node that cannot be asked what an
 * assertion must know fails it, and the failure names the node. So a stopped node fails {@link #isInSync}, {@link #hasSameContent} and
 * {@link #isNotCorrupt}, no matter what stopped it; {@link #hasDiverged} and {@link #hasNotDiverged} read the WAL of a stopped node too. A
 * node that is meant to stay down is {@linkplain #leavingOut left out} by name.
 */
public final class ClusterAssert extends AbstractAssert<ClusterAssert, Cluster> {

    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private final Set<Node> leftOut = new LinkedHashSet<>();

    ClusterAssert(@Nullable Cluster actual) {
        super(actual, ClusterAssert.class);
    }

    /**
     * The assertions that follow do not ask these nodes: {@code assertThat(cluster).leavingOut(old).isInSync()}. It is no matter
     * whether they run.
     *
     * @param nodes nodes of this cluster
     * @throws ReplicatedPostgresException if one of them is none
     */
    public ClusterAssert leavingOut(Node... nodes) {
        Given.each("nodes", nodes);
        isNotNull();
        for (Node node : nodes) {
            if (!actual.nodes().contains(node)) {
                throw new ReplicatedPostgresException(
                        "%s cannot be left out: it is no node of this cluster. Its nodes are %s."
                                .formatted(node, actual.nodes()));
            }
            leftOut.add(node);
        }
        return this;
    }

    /** More than one node takes writes. */
    public ClusterAssert isSplitBrain() {
        List<ServerState> states = states();
        if (count(states, Role.PRIMARY) < 2) {
            failWithMessage(
                    "expected a split brain: two nodes or more that take writes, but %s. %s", text(states), logs());
        }
        return this;
    }

    /** At most one node takes writes. One that runs, does not answer, and is no standby by its files may be another one. */
    public ClusterAssert isNotSplitBrain() {
        List<ServerState> states = states();
        if (count(states, Role.PRIMARY) + silentPrimaries(states).size() > 1) {
            failWithMessage("expected at most one node that takes writes, but %s. %s", text(states), logs());
        }
        return this;
    }

    /** This node takes writes, and no other. One that runs, does not answer, and is no standby by its files may be another one. */
    public ClusterAssert hasPrimary(Node node) {
        Given.value("node", node);
        List<ServerState> states = states();
        boolean only = nodes(states, Role.PRIMARY).equals(List.of(node))
                && silentPrimaries(states).isEmpty();
        if (!only) {
            failWithMessage("expected %s to be the only primary, but %s. %s", node, text(states), logs());
        }
        return this;
    }

    private List<Node> silentPrimaries(List<ServerState> states) {
        return nodes(states, Role.UNRESPONSIVE).stream()
                .filter(node -> !node.isMarkedStandby())
                .toList();
    }

    /** Some two nodes both have WAL past the point where their histories parted. */
    public ClusterAssert hasDiverged() {
        isNotNull();
        if (divergences().isEmpty()) {
            failWithMessage(
                    "expected two nodes to have diverged, but no two of them have: %s. %s", text(states()), logs());
        }
        return this;
    }

    /**
     * No two nodes have WAL past a point where their histories parted. Every node is compared with every other one, a stopped one by
     * the files that it left; there must be two nodes.
     */
    public ClusterAssert hasNotDiverged() {
        isNotNull();
        if (judged().size() < 2) {
            failWithMessage("expected nodes that have not diverged, but there are not two to compare: %s", judged());
        }
        List<String> divergences = divergences();
        if (!divergences.isEmpty()) {
            failWithMessage("expected no node to have diverged, but %s. %s", String.join("; ", divergences), logs());
        }
        return this;
    }

    /**
     * One primary; every other node is a standby, streams, and has replayed all that the primary had written when this was called, or
     * comes to it within a second: WAL is on its way for a moment, and a primary writes some by itself. There must be a standby, and a
     * node that is stopped or does not answer is not in sync.
     */
    public ClusterAssert isInSync() {
        List<ServerState> states = states();
        long standbys = count(states, Role.STANDBY);
        if (count(states, Role.PRIMARY) != 1 || standbys == 0 || standbys != states.size() - 1) {
            failWithMessage(
                    "expected one primary with standbys in sync, but %s. %s%s", text(states), wayOut(states), logs());
        }
        Node primary = nodes(states, Role.PRIMARY).get(0);
        WalPosition position = ask(primary, "to say what it has written", () -> primary.currentPosition());
        for (Node standby : nodes(states, Role.STANDBY)) {
            Optional<String> lag = once(standby, position);
            if (lag.isPresent()) {
                failWithMessage(
                        "expected %s to be in sync with %s at %s, but %s. %s",
                        standby, primary, position.lsn(), lag.get(), log(standby));
            }
            Optional<ReceiverState> receiver = ask(standby, "to say whether it streams", standby::receiver);
            if (receiver.filter(ReceiverState::isStreaming).isEmpty()) {
                failWithMessage(
                        "expected %s to stream, but its walreceiver is %s. %s",
                        standby, receiver.map(ReceiverState::toString).orElse("not there"), log(standby));
            }
        }
        return this;
    }

    /** Two servers cannot be looked at in one instant, and a primary writes WAL by itself: what it had has to arrive. */
    private static Optional<String> once(Node standby, WalPosition position) {
        try {
            return Await.orFail(standby + " did not arrive", ON_THE_WAY)
                    .until("it at " + position, () -> standby.whyNotReplayed(position), Optional::isEmpty);
        } catch (DeadlineException late) {
            return standby.whyNotReplayed(position);
        }
    }

    /**
     * Every node has the same content, see {@link Contents}. Two primaries fail it, whatever they hold. There must be two nodes, and one that is stopped or does not answer has not
     * the same content as the others. A standby need not stream for it: what it holds is read from itself. Reads tables: last of all
     * assertions.
     */
    public ClusterAssert hasSameContent() {
        List<ServerState> states = states();
        List<Node> nodes = judged();
        if (nodes.size() < 2 || count(states, Role.PRIMARY) + count(states, Role.STANDBY) < nodes.size()) {
            failWithMessage("expected nodes to compare, but %s. %s%s", text(states), wayOut(states), logs());
        }
        List<Contents> contents = ReadingOrder.map(nodes, this::contents);
        for (int i = 1; i < nodes.size(); i++) {
            String differences = Differences.between(nodes.get(0), contents.get(0), nodes.get(i), contents.get(i));
            if (!differences.isEmpty()) {
                failWithMessage(
                        "expected the same content on all nodes, but %s and %s differ:%n%s",
                        nodes.get(0), nodes.get(i), differences);
            }
        }
        if (count(states, Role.PRIMARY) > 1) {
            failWithMessage(
                    "expected the nodes of one primary, but several are primaries that hold the same now, and each"
                            + " writes a history of its own: %s. Make one of them a standby, leave it out, or compare the"
                            + " two with assertThat(node).hasSameContentAs(other). %s",
                    text(states), logs());
        }
        return this;
    }

    /**
     * These guarantees hold in everything that was recorded. Workloads that still run are closed first, and what the nodes
     * hold is recorded. Not to know is not to hold.
     *
     * @param guarantee from {@link io.replicatedpostgres.check.Guarantees}
     * @param others more of them
     */
    public ClusterAssert upholds(Check guarantee, Check... others) {
        Given.value("guarantee", guarantee);
        Given.each("others", others);
        isNotNull();
        actual.settle();
        var checks = new ArrayList<Check>(List.of(others));
        checks.add(0, guarantee);
        List<Verdict> bad = Judgement.of(actual, checks).stream()
                .filter(verdict -> verdict.outcome() != Verdict.Outcome.PASS)
                .sorted(Comparator.comparing(Verdict::outcome).reversed())
                .toList();
        if (!bad.isEmpty()) {
            failWithMessage(
                    "%s%nJournal: %s",
                    bad.stream().map(Verdict::toString).collect(Collectors.joining("\n")),
                    actual.journal().path().map(Path::toString).orElse("none"));
        }
        return this;
    }

    /**
     * This guarantee is broken in everything that was recorded, for one of these reasons: that it is was to be shown. The verdict is
     * recorded, as that of {@link #upholds} is, so the report has the evidence. Workloads that still run are closed first.
     *
     * @param guarantee from {@link io.replicatedpostgres.check.Guarantees}
     * @param reasons what the verdict's reason contains, for example {@code long fork}: one of these does. None, and any reason will do
     */
    public ClusterAssert violates(Check guarantee, String... reasons) {
        Given.value("guarantee", guarantee);
        Given.each("reasons", reasons);
        for (String reason : reasons) {
            Given.text("reasons", reason, "long fork");
        }
        isNotNull();
        actual.settle();
        Verdict verdict = Judgement.of(actual, List.of(guarantee)).get(0);
        boolean isReason = reasons.length == 0 || Arrays.stream(reasons).anyMatch(verdict.reason()::contains);
        if (verdict.outcome() != Verdict.Outcome.FAIL || !isReason) {
            failWithMessage(
                    "expected that this is broken%s, but%n%s%nJournal: %s",
                    reasons.length == 0
                            ? ""
                            : ", by " + Arrays.stream(reasons).map(Given::shown).collect(Collectors.joining(" or ")),
                    verdict,
                    actual.journal().path().map(Path::toString).orElse("none"));
        }
        return this;
    }

    /**
     * {@code pg_amcheck} finds nothing wrong on any node (PostgreSQL 14 and later). A node that is stopped or does not answer cannot be
     * looked at, and fails this. Makes the extension.
     */
    public ClusterAssert isNotCorrupt() {
        List<ServerState> states = states();
        if (count(states, Role.STOPPED) + count(states, Role.UNRESPONSIVE) > 0) {
            failWithMessage(
                    "expected no corruption, but not every node can be looked at: %s. %s%s",
                    text(states), wayOut(states), logs());
        }
        List<String> problems = actual.corruption();
        if (!problems.isEmpty()) {
            failWithMessage("expected no corruption, but pg_amcheck says%n%s", String.join("\n", problems));
        }
        return this;
    }

    /**
     * This was seen of some node, so far. The observer needs two seconds to be sure of what lasts, five to ten for timestamps,
     * slots, archives, and what a standby tries again.
     */
    public ClusterAssert hasShown(Illusion illusion) {
        Given.value("illusion", illusion);
        isNotNull();
        if (actual.falseHealth().stream().noneMatch(seen -> seen.illusion() == illusion)) {
            failWithMessage("expected %s to have been seen, but only %s was", illusion.words(), actual.falseHealth());
        }
        return this;
    }

    /** This was seen of no node, so far. */
    public ClusterAssert hasNotShown(Illusion illusion) {
        Given.value("illusion", illusion);
        isNotNull();
        List<FalseHealth> found = actual.falseHealth().stream()
                .filter(seen -> seen.illusion() == illusion)
                .toList();
        if (!found.isEmpty()) {
            failWithMessage("expected no %s, but %s", illusion.words(), told(found));
        }
        return this;
    }

    private static String told(List<FalseHealth> found) {
        return found.stream().map(seen -> seen.node() + " " + seen.text()).collect(Collectors.joining("; "));
    }

    private Contents contents(Node node) {
        return ask(node, "to say what it holds", node::contents);
    }

    private List<String> divergences() {
        var found = new ArrayList<String>();
        List<Node> nodes = judged();
        for (int i = 0; i < nodes.size(); i++) {
            Node one = nodes.get(i);
            for (Node other : nodes.subList(i + 1, nodes.size())) {
                ask(one, "to be compared with " + other, () -> one.divergenceFrom(other))
                        .ifPresent(divergence -> found.add(divergence.toString()));
            }
        }
        return found;
    }

    private List<Node> judged() {
        return actual.nodes().stream().filter(node -> !leftOut.contains(node)).toList();
    }

    private List<ServerState> states() {
        isNotNull();
        Set<NodeRef> out = leftOut.stream().map(Node::ref).collect(Collectors.toSet());
        return actual.awaitStates().stream()
                .filter(state -> !out.contains(state.node()))
                .toList();
    }

    private static long count(List<ServerState> states, Role role) {
        return states.stream().filter(state -> state.role() == role).count();
    }

    private List<Node> nodes(List<ServerState> states, Role role) {
        return states.stream()
                .filter(state -> state.role() == role)
                .map(state -> actual.node(state.node().name()))
                .toList();
    }

    private String text(List<ServerState> states) {
        return states.stream().map(this::text).collect(Collectors.joining(", "));
    }

    private String text(ServerState state) {
        boolean itself =
                state.role() == Role.STOPPED && actual.node(state.node().name()).hasEndedByItself();
        return itself ? state + " by itself: no verb and no fault of the test ended it" : state.toString();
    }

    /** What to do with nodes that cannot be asked; empty if all can. */
    private static String wayOut(List<ServerState> states) {
        String silent = states.stream()
                .filter(state -> state.role() == Role.STOPPED || state.role() == Role.UNRESPONSIVE)
                .map(state -> state.node().name())
                .collect(Collectors.joining(", "));
        return silent.isEmpty()
                ? ""
                : "Every node counts: let %s run, remove it from the cluster, or leave it out with leavingOut(…). "
                        .formatted(silent);
    }

    private <T> T ask(Node node, String words, Supplier<T> question) {
        try {
            return question.get();
        } catch (ReplicatedPostgresException e) {
            AssertionError failure = failure("expected %s %s, but: %s. %s", node, words, e.getMessage(), log(node));
            failure.initCause(e);
            throw failure;
        }
    }

    private static String log(Node node) {
        return "Log: " + node.log().path();
    }

    private String logs() {
        return "Logs: " + actual.nodes().stream().map(node -> node.log().path()).collect(Collectors.joining(", "));
    }
}
