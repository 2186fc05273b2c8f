package io.replicatedpostgres.report;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.platform.launcher.TestPlan;

/** The directory that JUnit gives to tests for what they leave behind. */
final class OutputDirectory {

    private OutputDirectory() {}

    /**
     * Of this plan; empty before JUnit 5.12, which knows no such thing. One that JUnit cannot make is named all the same: the first
     * test that writes there says so.
     */
    static Optional<Path> of(TestPlan plan) {
        try {
            return Optional.of(plan.getOutputDirectoryCreator().getRootDirectory());
        } catch (NoSuchMethodError before514) {
            return older(plan);
        } catch (UncheckedIOException e) {
            return refused(e);
        }
    }

    @SuppressWarnings("deprecation") // The only way in 5.12 and 5.13.
    private static Optional<Path> older(TestPlan plan) {
        try {
            return Optional.of(plan.getOutputDirectoryProvider().getRootDirectory());
        } catch (NoSuchMethodError before512) {
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return refused(e);
        }
    }

    private static Optional<Path> refused(UncheckedIOException e) {
        if (e.getCause() instanceof FileSystemException refusal && refusal.getFile() != null) {
            return Optional.of(Path.of(refusal.getFile()));
        }
        throw e;
    }
}
