package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.spec.ClusterSpec;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The extension behind {@link ReplicatedPostgres}. With {@code @RegisterExtension} it takes its spec from a builder
 * instead of an annotation:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ReplicatedPostgresExtension POSTGRES =
 *         ReplicatedPostgresExtension.builder().standbys(2).synchronousCommit(REMOTE_APPLY).build();
 * }</pre>
 *
 * A setting from outside ({@link io.replicatedpostgres.spec.PlaceKey}) beats the builder as it beats the
 * annotation. The two together, around one test, are an error.
 *
 * <p>It holds nothing but that spec; all state is in JUnit's stores.
 */
public final class ReplicatedPostgresExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                InvocationInterceptor,
                TestWatcher {

    private final @Nullable ClusterSpec given;
    private final boolean shared;

    /** For {@code @ExtendWith}: the annotation says what is wanted. */
    public ReplicatedPostgresExtension() {
        this(null, false);
    }

    private ReplicatedPostgresExtension(@Nullable ClusterSpec given, boolean shared) {
        this.given = given;
        this.shared = shared;
    }

    /** For {@code @RegisterExtension}: begins with a primary and one standby, per test method. */
    public static ReplicatedPostgresExtensionBuilder builder() {
        return new ReplicatedPostgresExtensionBuilder();
    }

    /** For {@code @RegisterExtension}: a cluster per test method. */
    public static ReplicatedPostgresExtension of(ClusterSpec spec) {
        Given.value("spec", spec);
        return new ReplicatedPostgresExtension(spec, false);
    }

    /** For {@code @RegisterExtension} on a static field: one cluster for all tests of the class and its nested classes. */
    public static ReplicatedPostgresExtension shared(ClusterSpec spec) {
        Given.value("spec", spec);
        return new ReplicatedPostgresExtension(spec, true);
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ClusterStore.remember(this, context);
        declaration(context).ifPresent(declaration -> Injection.intoStaticFields(context, declaration));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        declaration(context).ifPresent(declaration -> Injection.intoInstanceFields(context, declaration));
        ClusterStore.testBegins(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ClusterStore.testEnds(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return InjectionPoint.isOne(parameter.getParameter());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        InjectionPoint wish = InjectionPoint.of(parameter.getParameter());
        RequestedCluster declaration = declaration(context)
                .orElseThrow(() -> Refusal.of(
                        wish.where(), "nothing says which cluster", "Put @ReplicatedPostgres on it or on its class"));
        return Injection.intoParameter(wish, context, declaration);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable reason) throws Throwable {
        throw failed(context, reason);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable reason) throws Throwable {
        throw failed(context, reason);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable reason) throws Throwable {
        throw failed(context, reason);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable reason) throws Throwable {
        throw failed(context, reason);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable reason) throws Throwable {
        throw failed(context, reason);
    }

    private static Throwable failed(ExtensionContext context, Throwable reason) {
        ClusterStore.failed(context, reason);
        return VersionNotice.on(context, reason);
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> constructor, ExtensionContext context)
            throws Throwable {
        try {
            return invocation.proceed();
        } catch (Throwable reason) {
            ClusterStore.failed(context, reason);
            throw reason;
        }
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        Skipped.record(context, reason.orElse("disabled"));
    }

    /** The spec of an extension in a static field, for the class of a context or an enclosing class. */
    static Optional<ClusterSpec> givenTo(ExtensionContext context) {
        return context.getTestClass()
                .flatMap(ReplicatedPostgresExtension::givenIn)
                .or(() -> context.getParent().flatMap(ReplicatedPostgresExtension::givenTo));
    }

    private static Optional<ClusterSpec> givenIn(Class<?> type) {
        return ReflectionSupport.streamFields(
                        type,
                        field -> Modifier.isStatic(field.getModifiers())
                                && field.getType() == ReplicatedPostgresExtension.class
                                && field.isAnnotationPresent(RegisterExtension.class),
                        HierarchyTraversalMode.BOTTOM_UP)
                .flatMap(field -> ReflectionSupport.tryToReadFieldValue(field, null).toOptional().stream())
                .flatMap(extension -> Stream.ofNullable(((ReplicatedPostgresExtension) extension).given))
                .findFirst();
    }

    private Optional<RequestedCluster> declaration(ExtensionContext context) {
        return given == null
                ? RequestedCluster.nearest(context)
                : Optional.of(RequestedCluster.given(given, shared, context, this));
    }
}
