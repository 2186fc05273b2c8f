package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.ClusterSpec;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What holds for a test, and where it was said.
 *
 * @param spec the cluster asked for
 * @param shared whether one cluster serves all tests of {@code owner}
 * @param owner the context of the class or method that carries the annotation
 */
record Declaration(ClusterSpec spec, boolean shared, ExtensionContext owner) {

    /** The nearest annotation from a context outwards: on the method, the nested class, the class around it. */
    static Optional<Declaration> nearest(ExtensionContext context) {
        return first(context, Declaration::isAnnotated).map(owner -> {
            ReplicatedPostgres wanted =
                    owner.getElement().flatMap(Declaration::on).orElseThrow();
            ClusterSpec spec = SpecReader.read(wanted, owner.getRequiredTestClass(), Places.of(owner));
            return new Declaration(spec, wanted.shared(), wanted.shared() ? ofAllInvocations(owner) : owner);
        });
    }

    /** What a registered extension was given; it is the only one to say it. */
    static Declaration given(
            ClusterSpec spec, boolean shared, ExtensionContext context, ReplicatedPostgresExtension extension) {
        first(context, Declaration::isAnnotated)
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
        return new Declaration(Places.configured(spec, context), shared, owner);
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
        return context.getElement().flatMap(Declaration::on).isPresent();
    }

    private static Optional<ReplicatedPostgres> on(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, ReplicatedPostgres.class);
    }
}
