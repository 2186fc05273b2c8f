package io.replicatedpostgres.junit;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Expected;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.lang.annotation.Annotation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The guarantees that hold for every cluster without being asked for: recorded at the beginning of a test and judged at its end. */
final class Promises {

    private static final Set<SynchronousCommit> WAITING =
            EnumSet.of(SynchronousCommit.REMOTE_WRITE, SynchronousCommit.ON, SynchronousCommit.REMOTE_APPLY);

    private Promises() {}

    static Expectations of(ExtensionContext context, ClusterSpec spec) {
        boolean synchronous = spec.synchronousStandbys().method() != SynchronousStandbys.Method.NONE
                && WAITING.contains(spec.synchronousCommit());
        return new Expectations(synchronous, expected(context), allowed(context));
    }

    /** Whether a test or its class expects anything. */
    static boolean areAnnounced(ExtensionContext context) {
        return nearest(context, Expect.class).isPresent();
    }

    /** Whether a test itself, and not its class, expects anything. */
    static boolean announcesItself(ExtensionContext test) {
        return says(test, Expect.class);
    }

    /** Whether a test itself, and not its class, says what may happen in it. */
    static boolean differsFromItsClass(ExtensionContext test) {
        return says(test, Expect.class) || says(test, Allow.class);
    }

    private static boolean says(ExtensionContext test, Class<? extends Annotation> type) {
        return test.getElement()
                .filter(element -> AnnotationSupport.isAnnotated(element, type))
                .isPresent();
    }

    private static List<Expectation> expected(ExtensionContext context) {
        return nearest(context, Expect.class)
                .map(expect -> List.of(expect.value()))
                .orElse(List.of());
    }

    private static List<Expectation> allowed(ExtensionContext context) {
        return nearest(context, Allow.class)
                .map(allow -> List.of(allow.value()))
                .orElse(List.of());
    }

    private static <A extends Annotation> Optional<A> nearest(ExtensionContext context, Class<A> type) {
        return context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, type))
                .or(() -> context.getTestClass().flatMap(test -> AnnotationSupport.findAnnotation(test, type)));
    }

    /** The verdicts at the end of a test on what is promised. */
    static List<Verdict> verdicts(Cluster cluster, Runnable settle) {
        return verdicts(cluster, settle, null);
    }

    /**
     * The verdicts at the end of a test: on what is promised, and on what was announced.
     *
     * @param settle records what the nodes hold
     * @param before what had been seen of what was announced when the test began; null if nothing is announced
     */
    static List<Verdict> verdicts(Cluster cluster, Runnable settle, @Nullable Map<Expectation, Set<String>> before) {
        if (cluster.workBegun() == 0 && before == null) {
            // most tests: a journal without clients need not be read to say nothing
            return List.of();
        }
        try {
            settle.run();
        } catch (RuntimeException e) {
            cluster.journal().append(new Note("what the nodes hold in the end could not be recorded: " + e));
        }
        return before == null ? Judgement.ofPromises(cluster) : Judgement.ofPromisesAndExpectations(cluster, before);
    }

    /** The failure, if a promise is broken. */
    static Optional<AssertionError> broken(List<Verdict> verdicts) {
        List<Verdict> broken = verdicts.stream()
                .filter(verdict -> verdict.outcome() == Verdict.Outcome.FAIL)
                .toList();
        if (broken.isEmpty()) {
            return Optional.empty();
        }
        boolean announcedAll = broken.stream().allMatch(Expected::isOfAnExpectation);
        return Optional.of(
                new AssertionError(
                        broken.stream().map(Verdict::toString).collect(Collectors.joining("\n"))
                                + (announcedAll
                                        ? ""
                                        : "\nIf the test means to bring this about: @Expect(…), or @Allow(…) if it may happen")));
    }

    /** What a test that passed has to say all the same: what is not known, and what was lost without a broken promise. */
    static List<String> amber(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict ->
                        verdict.outcome() == Verdict.Outcome.UNKNOWN || verdict.outcome() == Verdict.Outcome.ALLOWED)
                .map(verdict ->
                        new Verdict(verdict.guarantee(), verdict.outcome(), verdict.reason(), List.of()).toString())
                .toList();
    }
}
