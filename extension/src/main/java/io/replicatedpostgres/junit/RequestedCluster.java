package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * The cluster that a test asks for, and the annotation that asks for it.
 *
 * @param spec the cluster asked for
 * @param shared whether one cluster serves all tests of {@code owner}
 * @param owner the context of the class or method that carries the annotation
 */
record RequestedCluster(ClusterSpec spec, boolean shared, ExtensionContext owner) {

    /** The nearest annotation from a context outwards: on the method, the nested class, the class around it. */
    static Optional<RequestedCluster> nearest(ExtensionContext context) {
        return first(context, RequestedCluster::isAnnotated).map(owner -> {
            ReplicatedPostgres wanted =
                    owner.getElement().flatMap(RequestedCluster::on).orElseThrow();
            if (!wanted.version().isEmpty()) {
                refuseWithin(
                        Matrix.current(context), "@ReplicatedPostgres(version = \"%s\")".formatted(wanted.version()));
            }
            Place place = ofMatrix(Matrix.current(context), Places.of(owner));
            ClusterSpec spec = SpecReader.read(wanted, owner.getRequiredTestClass(), place);
            return new RequestedCluster(
                    spec, wanted.shared(), wanted.shared() ? Matrix.within(context, ofAllInvocations(owner)) : owner);
        });
    }

    /** Where the nearest cluster would be, and which PostgreSQL it would run. */
    static Place place(ExtensionContext context) {
        Optional<Matrix.Cell> cell = Matrix.current(context);
        if (cell.isPresent()) {
            return ofMatrix(cell, Places.of(context));
        }
        Optional<ClusterSpec> given = ReplicatedPostgresExtension.givenTo(context);
        if (given.isPresent()) {
            return Places.configured(given.get(), context).place();
        }
        return Places.of(context)
                .orVersion(first(context, RequestedCluster::isAnnotated)
                        .flatMap(ExtensionContext::getElement)
                        .flatMap(RequestedCluster::on)
                        .map(ReplicatedPostgres::version)
                        .filter(version -> !version.isEmpty())
                        .orElse(null));
    }

    private static Place ofMatrix(Optional<Matrix.Cell> cell, Place configured) {
        return cell.map(version -> version.in(configured)
                        .orElseThrow(() -> new TestAbortedException(version.otherRequired(configured))))
                .orElse(configured);
    }

    private static void refuseWithin(Optional<Matrix.Cell> cell, String what) {
        cell.ifPresent(version -> {
            throw Refusal.of(
                    what, "@PostgresVersions on %s says already which version".formatted(version.by()), "Leave it out");
        });
    }

    /** What a registered extension was given; it is the only one to say it. */
    static RequestedCluster given(
            ClusterSpec spec, boolean shared, ExtensionContext context, ReplicatedPostgresExtension extension) {
        first(context, RequestedCluster::isAnnotated)
                .flatMap(ExtensionContext::getElement)
                .ifPresent(element -> {
                    throw Refusal.of(
                            "@ReplicatedPostgres on " + element,
                            "the registered ReplicatedPostgresExtension says already which cluster is wanted",
                            "Keep one of the two");
                });
        ExtensionContext owner = !shared
                ? context
                : first(context, each -> ClusterStore.isOwner(extension, each))
                        .orElseThrow(() -> Refusal.of(
                                "a shared ReplicatedPostgresExtension in "
                                        + context.getRequiredTestClass().getName(),
                                "it is registered by an instance field, and lives no longer than one test method",
                                "Make the field static"));
        if (spec.place().version() != null) {
            refuseWithin(
                    Matrix.current(context),
                    "the registered extension's version " + spec.place().version());
        }
        ClusterSpec configured = Places.configured(spec, context);
        Place place = ofMatrix(Matrix.current(context), configured.place());
        return new RequestedCluster(
                Places.at(place, configured), shared, shared ? Matrix.within(context, owner) : owner);
    }

    /** Repetitions and parameterized invocations of one method have one context around them. */
    private static ExtensionContext ofAllInvocations(ExtensionContext owner) {
        boolean isInvocation =
                owner.getElement().filter(Method.class::isInstance).isPresent()
                        && owner.getParent()
                                .filter(parent -> parent.getElement().equals(owner.getElement()))
                                .isPresent();
        return isInvocation ? ofAllInvocations(owner.getParent().orElseThrow()) : owner;
    }

    private static Optional<ExtensionContext> first(ExtensionContext context, Predicate<ExtensionContext> wanted) {
        return wanted.test(context)
                ? Optional.of(context)
                : context.getParent().flatMap(parent -> first(parent, wanted));
    }

    private static boolean isAnnotated(ExtensionContext context) {
        return context.getElement().flatMap(RequestedCluster::on).isPresent();
    }

    private static Optional<ReplicatedPostgres> on(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, ReplicatedPostgres.class);
    }
}
