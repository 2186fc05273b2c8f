package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Convergence.LeftOut;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In the end all nodes are equal, and were so within a deadline. Every node counts that the cluster had: one that was not compared, and
 * that the test neither removed nor left out, makes it unknown, and broken if it differed when it was last compared.
 */
final class ConvergedWithin implements Check {

    private final Duration deadline;

    ConvergedWithin(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public String guarantee() {
        return "all nodes converged within " + NamedChecks.text(deadline);
    }

    @Override
    public Verdict of(History history) {
        Comparisons comparisons = history.comparisons();
        return comparisons
                .last()
                .map(last -> of(history, comparisons, last))
                .orElseGet(() -> Verdict.unknown(
                        guarantee(), "the nodes were never compared: cluster.awaitConverged(…) compares them"));
    }

    private Verdict of(History history, Comparisons comparisons, Convergence last) {
        Map<NodeRef, String> missing = comparisons.missing();
        if (!last.differences().isEmpty()) {
            return Verdict.fail(guarantee(), "%s differ".formatted(last.nodes()), last.differences());
        }
        List<NodeRef> apart =
                missing.keySet().stream().filter(comparisons::differs).toList();
        if (!apart.isEmpty()) {
            return Verdict.fail(
                    guarantee(),
                    "%s differed when it was last compared, and the last comparison is of %s alone"
                            .formatted(names(apart.stream()), last.nodes()),
                    List.of());
        }
        String took =
                "%s were equal after %s ms".formatted(last.nodes(), last.took().toMillis());
        if (last.took().compareTo(deadline) > 0) {
            return Verdict.fail(guarantee(), took, List.of());
        }
        return ofEqual(history, comparisons, last, took);
    }

    private Verdict ofEqual(History history, Comparisons comparisons, Convergence last, String took) {
        if (new LinkedHashSet<>(last.nodes()).size() < 2) {
            return Verdict.unknown(
                    guarantee(),
                    "%s had no other node to be compared with%s".formatted(last.nodes(), and(comparisons.missing())));
        }
        if (!comparisons.missing().isEmpty()) {
            return Verdict.unknown(guarantee(), took + and(comparisons.missing()));
        }
        if (isWrittenAfter(history, comparisons.lastNanos())) {
            return Verdict.unknown(guarantee(), took + ", and clients wrote after that: compare the nodes again");
        }
        if (history.course().forks().stream().anyMatch(fork -> fork.atNanos() > comparisons.lastNanos())) {
            return Verdict.unknown(guarantee(), took + ", and a node was promoted after that: compare the nodes again");
        }
        String left = Comparisons.leftOut(last).stream()
                .filter(LeftOut::asked)
                .map(node -> node.node().name())
                .collect(Collectors.joining(", "));
        return Verdict.pass(guarantee(), left.isEmpty() ? took : "%s; the test left out %s".formatted(took, left));
    }

    private static String and(Map<NodeRef, String> missing) {
        return missing.entrySet().stream()
                .map(node -> ", and %s was not compared: %s".formatted(node.getKey(), node.getValue()))
                .collect(Collectors.joining());
    }

    private static String names(Stream<NodeRef> nodes) {
        return nodes.map(NodeRef::name).collect(Collectors.joining(", "));
    }

    private static boolean isWrittenAfter(History history, long nanos) {
        return history.works().stream()
                .flatMap(Work::acknowledged)
                .anyMatch(operation -> operation.kind() != Kind.READ && operation.invokedNanos() > nanos);
    }
}
