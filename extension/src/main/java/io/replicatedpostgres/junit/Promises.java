package io.replicatedpostgres.junit;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What a cluster promises without anybody asking, said at the beginning of a test and judged at its end. */
final class Promises {

    private static final Set<SynchronousCommit> WAITING =
            EnumSet.of(SynchronousCommit.REMOTE_WRITE, SynchronousCommit.ON, SynchronousCommit.REMOTE_APPLY);

    private Promises() {}

    static Expectations of(ExtensionContext context, ClusterSpec spec) {
        boolean synchronous = spec.synchronousStandbys().method() != SynchronousStandbys.Method.NONE
                && WAITING.contains(spec.synchronousCommit());
        return new Expectations(synchronous, expected(context));
    }

    private static List<Expectation> expected(ExtensionContext context) {
        Optional<Expect> said = context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, Expect.class))
                .or(() -> context.getTestClass().flatMap(type -> AnnotationSupport.findAnnotation(type, Expect.class)));
        return said.map(expect -> List.of(expect.value())).orElse(List.of());
    }

    /** The failure, if a promise is broken. What is not known is only shown. */
    static Optional<AssertionError> broken(Cluster cluster) {
        try {
            if (!cluster.settleAtTheEnd()) {
                return Optional.empty();
            }
        } catch (RuntimeException e) {
            cluster.journal().append(new Note("what the nodes hold in the end could not be recorded: " + e));
        }
        List<Verdict> broken = Judgement.ofPromises(cluster).stream()
                .filter(verdict -> verdict.outcome() == Verdict.Outcome.FAIL)
                .toList();
        return broken.isEmpty()
                ? Optional.empty()
                : Optional.of(new AssertionError(
                        broken.stream().map(Verdict::toString).collect(Collectors.joining("\n"))
                                + "\nIf the test means to bring this about: @Expect(…)"));
    }
}
