package io.replicatedpostgres.cluster;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class in a JVM of its own; ends with 0 if one test ran and passed. */
final class FirstTestMain {

    private FirstTestMain() {}

    public static void main(String[] arguments) {
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(arguments[0]))
                                .build(),
                        summary);
        summary.getSummary().getFailures().forEach(failure -> failure.getException().printStackTrace(System.out));
        System.exit(summary.getSummary().getTestsSucceededCount() == 1 ? 0 : 1);
    }
}
