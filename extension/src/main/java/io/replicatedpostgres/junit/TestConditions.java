package io.replicatedpostgres.junit;

import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Whether a test or class is run, by the PostgreSQL that it would get and before it gets it. On what has a matrix the answer
 * is given within, for each version.
 */
final class TestConditions implements ExecutionCondition {

    TestConditions() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        context.getTestMethod().ifPresent(MatrixOfMethods::refuseBesideAnother);
        if (Matrix.isAroundInvocations(context)) {
            return ConditionEvaluationResult.enabled("decided for each version");
        }
        Optional<String> reason = reasonAgainst(context);
        reason.ifPresent(why -> Skipped.record(context, why));
        return reason.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("nothing speaks against it"));
    }

    private static Optional<String> reasonAgainst(ExtensionContext context) {
        Optional<Matrix.Cell> cell = Matrix.current(context);
        return cell.flatMap(version -> RuntimeProbe.problemWith(version, context))
                .or(() -> elements(context, cell).stream()
                        .flatMap(element -> reasonAgainst(element, context).stream())
                        .findFirst());
    }

    /** A class with a matrix could not be asked before. */
    private static Set<AnnotatedElement> elements(ExtensionContext context, Optional<Matrix.Cell> cell) {
        var elements = new LinkedHashSet<AnnotatedElement>();
        cell.map(Matrix.Cell::by).ifPresent(elements::add);
        context.getElement().ifPresent(elements::add);
        return elements;
    }

    private static Optional<String> reasonAgainst(AnnotatedElement element, ExtensionContext context) {
        Optional<EnabledOnPostgres> versions = AnnotationSupport.findAnnotation(element, EnabledOnPostgres.class);
        Optional<EnabledOnRuntime> runtimes = AnnotationSupport.findAnnotation(element, EnabledOnRuntime.class);
        Optional<RequiresFault> faults = AnnotationSupport.findAnnotation(element, RequiresFault.class);
        Optional<RequiresTool> tools = AnnotationSupport.findAnnotation(element, RequiresTool.class);
        Optional<RequiresManager> managers = AnnotationSupport.findAnnotation(element, RequiresManager.class);
        Optional<EnabledOnProfile> profile = AnnotationSupport.findAnnotation(element, EnabledOnProfile.class);
        versions.ifPresent(wanted -> Range.of(wanted).check(element));
        faults.ifPresent(wanted -> refuseEmpty("@RequiresFault({})", wanted.value().length, "SMALL_VOLUME", element));
        runtimes.ifPresent(wanted -> refuseEmpty("@EnabledOnRuntime({})", wanted.value().length, "LOCAL", element));
        tools.ifPresent(wanted -> refuseEmpty("@RequiresTool({})", wanted.value().length, "pg_rewind", element));
        managers.ifPresent(wanted -> refuseEmpty("@RequiresManager({})", wanted.value().length, "PATRONI", element));
        managers.ifPresent(wanted -> refuseNone(wanted, element));
        tools.ifPresent(wanted -> refuseUnknown(wanted, element));
        if (profile.isPresent()) {
            ServerProfile configured = RequestedCluster.place(context).profile();
            if (configured != profile.get().value()) {
                return Optional.of("@EnabledOnProfile(%s): this run's is %s"
                        .formatted(profile.get().value(), configured));
            }
        }
        if (versions.isEmpty() && runtimes.isEmpty() && faults.isEmpty() && tools.isEmpty() && managers.isEmpty()) {
            return Optional.empty();
        }
        Place place = RequestedCluster.place(context);
        // a place that leads nowhere is no reason to skip: the test is run, and fails with what is missing
        return Optional.ofNullable(RuntimeProbe.at(place, context).found())
                .flatMap(found -> versions.flatMap(wanted -> Range.of(wanted).reasonAgainst(found))
                        .or(() -> runtimes.flatMap(wanted -> reasonAgainst(found, wanted)))
                        .or(() -> tools.flatMap(wanted -> reasonAgainst(found, wanted)))
                        .or(() -> managers.flatMap(wanted ->
                                reasonAgainst(found, wanted.value(), manager -> RuntimeProbe.whyNot(place, manager))))
                        .or(() -> faults.flatMap(wanted -> reasonAgainst(
                                found, wanted.value(), capability -> RuntimeProbe.whyNot(place, capability)))));
    }

    private static void refuseEmpty(String annotation, int count, String example, AnnotatedElement element) {
        if (count == 0) {
            throw Refusal.of(
                    "%s on %s".formatted(annotation, element), "it names nothing", "Name one, such as " + example);
        }
    }

    private static Optional<String> reasonAgainst(Found found, EnabledOnRuntime wanted) {
        Set<RuntimeKind> runtimes = new LinkedHashSet<>(Arrays.asList(wanted.value()));
        return runtimes.contains(found.runtime())
                ? Optional.empty()
                : Optional.of("@EnabledOnRuntime(%s): this is %s".formatted(runtimes, found));
    }

    private static void refuseNone(RequiresManager wanted, AnnotatedElement element) {
        if (List.of(wanted.value()).contains(ManagerKind.NONE)) {
            throw Refusal.of(
                    "@RequiresManager(NONE) on " + element, "that is no failover manager", "Name one, such as PATRONI");
        }
    }

    private static void refuseUnknown(RequiresTool wanted, AnnotatedElement element) {
        for (String tool : wanted.value()) {
            if (!PostgresBinaries.isProgram(tool)) {
                throw Refusal.of(
                        "@RequiresTool(\"%s\") on %s".formatted(tool, element),
                        "PostgreSQL has no program of that name",
                        "Write for example \"pg_rewind\"");
            }
        }
    }

    static Optional<String> reasonAgainst(Found found, RequiresTool wanted) {
        return Arrays.stream(wanted.value())
                .filter(tool -> !found.binaries().has(tool))
                .findFirst()
                .map(tool ->
                        "@RequiresTool(%s): %s".formatted(tool, found.binaries().lacks(tool)));
    }

    static Optional<String> reasonAgainst(
            Found found, ManagerKind[] wanted, Function<ManagerKind, Optional<String>> whyNot) {
        return Arrays.stream(wanted)
                .flatMap(manager -> whyNot.apply(manager).stream()
                        .map(reason -> "@RequiresManager(%s): it cannot be had here, because %s; this is %s"
                                .formatted(manager, reason, found)))
                .findFirst();
    }

    static Optional<String> reasonAgainst(
            Found found, FaultKind[] wanted, Function<Capability, Optional<String>> whyNot) {
        return Arrays.stream(wanted)
                .flatMap(kind -> kind.unavailable(found.runtime().toString(), whyNot).stream()
                        .map(reason -> "@RequiresFault(%s): it cannot be had here, because %s; this is %s"
                                .formatted(kind.name(), reason, found)))
                .findFirst();
    }

    /**
     * Major versions, both ends included.
     *
     * @param from the first
     * @param to the last
     */
    record Range(int from, int to) {

        static Range of(EnabledOnPostgres wanted) {
            return new Range(wanted.from(), wanted.to());
        }

        void check(AnnotatedElement element) {
            if (from > to || (from == 0 && to == Integer.MAX_VALUE)) {
                throw Refusal.of(
                        "@EnabledOnPostgres(from = %s, to = %s) on %s".formatted(from, to, element),
                        "that is no range of versions",
                        "Write for example (from = 16)");
            }
        }

        Optional<String> reasonAgainst(Found found) {
            int major = found.binaries().version().major();
            return from <= major && major <= to
                    ? Optional.empty()
                    : Optional.of("%s: this is %s".formatted(this, found));
        }

        @Override
        public String toString() {
            String ends = from == 0
                    ? "to = " + to
                    : to == Integer.MAX_VALUE ? "from = " + from : "from = %s, to = %s".formatted(from, to);
            return "@EnabledOnPostgres(%s)".formatted(ends);
        }
    }
}
