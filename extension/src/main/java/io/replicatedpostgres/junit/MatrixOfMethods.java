package io.replicatedpostgres.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** {@link PostgresVersions} on methods. */
final class MatrixOfMethods implements TestTemplateInvocationContextProvider {

    private static final String CLASS_TEMPLATES =
            "org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider";

    /** It is registered before {@link MatrixOfClasses}, which an old JUnit cannot even load. */
    MatrixOfMethods() {
        ReflectionSupport.tryToLoadClass(CLASS_TEMPLATES)
                .getOrThrow(
                        missing -> new ExtensionConfigurationException(
                                "@PostgresVersions needs JUnit 5.13 or later, and an older one runs here: it has no class templates. Raise its version (where Spring Boot's parent sets it, with the property junit-jupiter.version), or leave the matrix out and set replicatedpostgres.version in one build per version."));
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return Matrix.on(context.getRequiredTestMethod()).isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        List<Matrix.Cell> cells = Matrix.cells(context);
        var index = new AtomicInteger();
        return cells.stream().map(cell -> new Invocation(cell, index.incrementAndGet()));
    }

    /** Beside another annotation that makes tests of the method it would run once too often, and without a version. */
    static void refuseBesideAnother(Method method) {
        if (Matrix.on(method).isEmpty()) {
            return;
        }
        if (AnnotationSupport.isAnnotated(method, Test.class)) {
            throw clash(method, "@Test");
        }
        Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type != PostgresVersions.class
                        && type != TestTemplate.class
                        && Matrix.on(type).isEmpty()
                        && AnnotationSupport.isAnnotated(type, Testable.class))
                .findFirst()
                .ifPresent(type -> {
                    throw clash(method, "@" + type.getSimpleName());
                });
    }

    private static ExtensionConfigurationException clash(Method method, String other) {
        return Refusal.of(
                "@PostgresVersions beside %s on %s".formatted(other, method),
                "both make tests of it, and those of %s know of no version".formatted(other),
                "Leave %s out, or put @PostgresVersions on the class".formatted(other));
    }

    private record Invocation(Matrix.Cell cell, int index) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return cell.displayName();
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            cell.prepare(context);
            RuntimeProbe.tell(context, cell, index);
        }
    }
}
