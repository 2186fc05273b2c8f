package io.replicatedpostgres.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Hangs on the failure of a test and tells on which version of its matrix that was. */
final class VersionNotice extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private VersionNotice(String version) {
        super("this was the run on " + version, null, false, false);
    }

    /**
     * The failure with the version in front of its message if it is a plain assertion's, which can be told again without
     * loss; else the failure itself, with a notice.
     */
    static Throwable on(ExtensionContext context, Throwable failure) {
        Optional<String> version = Matrix.current(context).map(Matrix.Cell::displayName);
        if (version.isEmpty() || failure instanceof TestAbortedException) {
            return failure;
        }
        String message = "[%s] %s".formatted(version.get(), failure.getMessage());
        if (failure.getClass() == AssertionFailedError.class) {
            return retold((AssertionFailedError) failure, message);
        }
        if (failure.getClass() == AssertionError.class) {
            return likeIt(new AssertionError(message, failure.getCause()), failure);
        }
        failure.addSuppressed(new VersionNotice(version.get()));
        return failure;
    }

    private static Throwable retold(AssertionFailedError failure, String message) {
        boolean compares = failure.isExpectedDefined() && failure.isActualDefined();
        var retold = compares
                ? new AssertionFailedError(message, failure.getExpected(), failure.getActual(), failure.getCause())
                : new AssertionFailedError(message, failure.getCause());
        return likeIt(retold, failure);
    }

    private static Throwable likeIt(Throwable retold, Throwable failure) {
        retold.setStackTrace(failure.getStackTrace());
        for (Throwable suppressed : failure.getSuppressed()) {
            retold.addSuppressed(suppressed);
        }
        return retold;
    }
}
