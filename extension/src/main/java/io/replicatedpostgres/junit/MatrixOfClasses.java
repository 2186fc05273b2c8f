package io.replicatedpostgres.junit;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** {@link PostgresVersions} on classes. Nothing else knows class templates: a JUnit before 5.13 does not have them. */
final class MatrixOfClasses implements ClassTemplateInvocationContextProvider {

    MatrixOfClasses() {}

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return Matrix.on(context.getRequiredTestClass()).isPresent();
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        refuseBesideAnother(context.getRequiredTestClass());
        List<Matrix.Cell> cells = Matrix.cells(context);
        var index = new AtomicInteger();
        return cells.stream().map(cell -> new Invocation(cell, index.incrementAndGet()));
    }

    private static void refuseBesideAnother(Class<?> type) {
        Arrays.stream(type.getAnnotations())
                .map(Annotation::annotationType)
                .filter(other -> other != PostgresVersions.class
                        && other != ClassTemplate.class
                        && Matrix.on(other).isEmpty()
                        && AnnotationSupport.isAnnotated(other, ClassTemplate.class))
                .findFirst()
                .ifPresent(other -> {
                    throw Refusal.of(
                            "@PostgresVersions beside @%s on %s".formatted(other.getSimpleName(), type),
                            "each would run the class without what the other gives",
                            "Keep one of the two on it, and put the other on a class around it or on its methods");
                });
    }

    private record Invocation(Matrix.Cell cell, int index) implements ClassTemplateInvocationContext {

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
