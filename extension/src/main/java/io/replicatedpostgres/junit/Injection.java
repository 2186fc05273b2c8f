package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.Cluster;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Puts clusters and nodes where a test wants them, each with the life that belongs to the place. */
final class Injection {

    private Injection() {}

    /** What a parameter gets: of the method's cluster, or with {@code shared} of that of the annotated class. */
    static Object intoParameter(InjectionPoint wish, ExtensionContext context, RequestedCluster declaration) {
        refuseAroundVersions(wish, context);
        wish.check(declaration.spec());
        return wish.from(clusterFor(context, declaration));
    }

    private static void refuseAroundVersions(InjectionPoint wish, ExtensionContext context) {
        if (Matrix.isAroundInvocations(context)) {
            throw Refusal.of(
                    wish.where(),
                    "it would be filled once, before the first of the @PostgresVersions",
                    "Use a parameter of a method or an instance field; with shared = true it is the same cluster in all tests of a version");
        }
    }

    private static Cluster clusterFor(ExtensionContext context, RequestedCluster declaration) {
        if (declaration.shared()) {
            Cluster cluster = ClusterStore.of(declaration.owner(), declaration.spec());
            if (context.getTestMethod().isPresent()) {
                // it may have been started now, by the first test that wants it
                ClusterStore.testBegins(context);
            }
            return cluster;
        }
        if (context.getTestMethod().isEmpty()) {
            throw Refusal.of(
                    "a Cluster or Node in @BeforeAll, @AfterAll or a constructor of "
                            + context.getRequiredTestClass().getName(),
                    "every test method has a cluster of its own, and this is called once for all of them",
                    "Use @BeforeEach, or say @ReplicatedPostgres(shared = true)");
        }
        return ClusterStore.of(context, declaration.spec());
    }

    /** Static fields hold one cluster for the class that declares them. */
    static void intoStaticFields(ExtensionContext context, RequestedCluster declaration) {
        List<Field> fields = fields(context.getRequiredTestClass(), Modifier::isStatic);
        fields.forEach(field -> refuseAroundVersions(InjectionPoint.of(field), context));
        fields.forEach(field -> InjectionPoint.of(field).check(declaration.spec()));
        if (!fields.isEmpty()) {
            ExtensionContext owner = declaration.shared() ? declaration.owner() : context;
            Cluster cluster = ClusterStore.of(owner, declaration.spec());
            fields.forEach(field -> set(field, null, cluster));
        }
    }

    /** Instance fields hold the cluster of the method, those of enclosing instances too. */
    static void intoInstanceFields(ExtensionContext context, RequestedCluster declaration) {
        refuseForgottenStaticFields(context);
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            List<Field> fields = fields(instance.getClass(), modifiers -> !Modifier.isStatic(modifiers));
            fields.forEach(field -> InjectionPoint.of(field).check(declaration.spec()));
            if (!fields.isEmpty()) {
                if (!declaration.shared() && servesConcurrentMethods(instance, context)) {
                    throw concurrentSharing(fields.get(0));
                }
                Cluster cluster = clusterFor(context, declaration);
                fields.forEach(field -> set(field, instance, cluster));
            }
        }
    }

    /** What is said on a method, or by an extension in an instance field, comes too late for them. */
    private static void refuseForgottenStaticFields(ExtensionContext context) {
        for (Field field : fields(context.getRequiredTestClass(), Modifier::isStatic)) {
            if (get(field) == null) {
                throw Refusal.of(
                        InjectionPoint.of(field).where(),
                        "a static field belongs to the class, and nothing says which cluster the class wants",
                        "Put @ReplicatedPostgres on the class, or make the field not static");
            }
        }
    }

    /** From the method outwards until the class that the instance belongs to: does anything there run concurrently? */
    private static boolean servesConcurrentMethods(Object instance, ExtensionContext context) {
        boolean concurrent = false;
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent() && !isOfWholeClass(instance, at.get())) {
            concurrent |= at.get().getExecutionMode() == ExecutionMode.CONCURRENT;
            at = at.get().getParent();
        }
        boolean ofWholeClass = at.isPresent();
        // the invocations of a class template share the instance as well
        while (at.isPresent() && isOfWholeClass(instance, at.get())) {
            concurrent |= isInvocation(at.get()) && at.get().getExecutionMode() == ExecutionMode.CONCURRENT;
            at = at.get().getParent();
        }
        return ofWholeClass && concurrent;
    }

    private static boolean isInvocation(ExtensionContext context) {
        return context.getParent()
                .filter(parent -> parent.getElement().equals(context.getElement()))
                .isPresent();
    }

    private static boolean isOfWholeClass(Object instance, ExtensionContext context) {
        return context.getTestMethod().isEmpty()
                && context.getTestInstance().filter(own -> own == instance).isPresent();
    }

    private static RuntimeException concurrentSharing(Field field) {
        return Refusal.of(
                InjectionPoint.of(field).where(),
                "one instance serves methods that run at the same time, and each of them has a cluster of its own",
                "Use a parameter of the method, or say @ReplicatedPostgres(shared = true)");
    }

    private static List<Field> fields(Class<?> type, IntPredicate modifiers) {
        return ReflectionSupport.findFields(
                type,
                field -> InjectionPoint.isOne(field) && modifiers.test(field.getModifiers()),
                HierarchyTraversalMode.TOP_DOWN);
    }

    private static void set(Field field, @Nullable Object instance, Cluster cluster) {
        InjectionPoint wish = InjectionPoint.of(field);
        if (Modifier.isFinal(field.getModifiers())) {
            throw Refusal.of(wish.where(), "it is final, and cannot be set", "Leave final out");
        }
        try {
            field.setAccessible(true);
            field.set(instance, wish.from(cluster));
        } catch (IllegalAccessException | RuntimeException e) {
            throw inaccessible(wish, e);
        }
    }

    private static @Nullable Object get(Field field) {
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (IllegalAccessException | RuntimeException e) {
            throw inaccessible(InjectionPoint.of(field), e);
        }
    }

    private static RuntimeException inaccessible(InjectionPoint wish, Exception e) {
        return Refusal.of(
                wish.where(),
                "it cannot be reached (%s)".formatted(e.getMessage()),
                "Open its package to the test's module, or use a parameter");
    }
}
