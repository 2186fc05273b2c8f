package io.replicatedpostgres.junit;

import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/** Which version of {@link PostgresVersions} an invocation has. It stands in the store of the invocation's context. */
final class Matrix {

    private static final Namespace NAMESPACE = Namespace.create(Matrix.class);
    private static final String KEY = "version";

    private Matrix() {}

    /**
     * One version of a matrix.
     *
     * @param version major or whole
     * @param by the class or method that the matrix is on
     */
    record Cell(String version, AnnotatedElement by) {

        String displayName() {
            return "PostgreSQL " + version;
        }

        /** Makes an invocation's context, and all within it, have this version. */
        void prepare(ExtensionContext invocation) {
            invocation.getStore(NAMESPACE).put(KEY, this);
        }

        /** The configured place with this version; empty if another one is required there. */
        Optional<Place> in(Place configured) {
            String required = configured.version();
            if (required == null || version.startsWith(required + ".")) {
                return Optional.of(configured.withVersion(version));
            }
            boolean fits = required.equals(version) || required.startsWith(version + ".");
            return fits ? Optional.of(configured) : Optional.empty();
        }

        /** Why this version is not run. */
        String otherRequired(Place configured) {
            return "%s = %s is required, and this is the run on %s"
                    .formatted(PlaceKey.VERSION.key(), configured.version(), displayName());
        }
    }

    /** Where a shared cluster lives: its owner, but no further out than the invocation that gives the version. */
    static ExtensionContext within(ExtensionContext context, ExtensionContext owner) {
        return current(context).isPresent() && current(owner).isEmpty() ? invocation(context) : owner;
    }

    private static ExtensionContext invocation(ExtensionContext context) {
        return context.getParent()
                .filter(parent -> current(parent).isPresent())
                .map(Matrix::invocation)
                .orElse(context);
    }

    static Optional<PostgresVersions> on(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, PostgresVersions.class);
    }

    /** The version of the invocation that a context is, or is within. */
    static Optional<Cell> current(ExtensionContext context) {
        try {
            return Optional.ofNullable(context.getStore(NAMESPACE).get(KEY, Cell.class));
        } catch (RuntimeException e) {
            // the store of a skipped test is closed when its watchers are told; what surrounds it is open
            return context.getParent().flatMap(Matrix::current);
        }
    }

    /** Whether a context is that of a class or method with a matrix, around all its invocations. */
    static boolean isAroundInvocations(ExtensionContext context) {
        return context.getElement().flatMap(Matrix::on).isPresent()
                && current(context).isEmpty();
    }

    /** The versions for a class or method. */
    static List<Cell> cells(ExtensionContext context) {
        AnnotatedElement element = context.getElement().orElseThrow();
        refuseWithinAnother(context, element);
        String[] versions = on(element).orElseThrow().value();
        String where = "@PostgresVersions(%s) on %s".formatted(Arrays.toString(versions), element);
        if (versions.length == 0) {
            throw Refusal.of(where, "there is no version in it", "Name one, for example \"17\"");
        }
        for (String version : versions) {
            if (!PostgresBinaries.run(version)) {
                throw Refusal.of(
                        where,
                        "\"%s\" is no version of PostgreSQL from %s to %s"
                                .formatted(version, PostgresBinaries.OLDEST, PostgresBinaries.NEWEST),
                        "Write for example \"15\" or \"15.18\"");
            }
        }
        if (new LinkedHashSet<>(List.of(versions)).size() < versions.length) {
            throw Refusal.of(where, "a version is in it twice", "Name each once");
        }
        return Arrays.stream(versions)
                .map(version -> new Cell(version, element))
                .toList();
    }

    private static void refuseWithinAnother(ExtensionContext context, AnnotatedElement element) {
        current(context).filter(cell -> !cell.by().equals(element)).ifPresent(cell -> {
            throw Refusal.of(
                    "@PostgresVersions on " + element,
                    "the matrix on %s is around it".formatted(cell.by()),
                    "Keep one of the two; to run on some of the versions, use @EnabledOnPostgres");
        });
    }
}
