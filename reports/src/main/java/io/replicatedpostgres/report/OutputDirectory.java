package io.replicatedpostgres.report;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.platform.launcher.TestPlan;

/** The directory that JUnit gives to tests for what they leave behind. */
final class OutputDirectory {

    private OutputDirectory() {}

    /** Of this plan; empty before JUnit 5.12, which knows no such thing. */
    static Optional<Path> of(TestPlan plan) {
        try {
            return Optional.of(plan.getOutputDirectoryCreator().getRootDirectory());
        } catch (NoSuchMethodError before514) {
            return older(plan);
        }
    }

    @SuppressWarnings("deprecation") // The only way in 5.12 and 5.13.
    private static Optional<Path> older(TestPlan plan) {
        try {
            return Optional.of(plan.getOutputDirectoryProvider().getRootDirectory());
        } catch (NoSuchMethodError before512) {
            return Optional.empty();
        }
    }
}
