package io.replicatedpostgres.cluster;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.TimeZone;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one test class in each of some time zones; tells of each that passed, and of what failed. */
final class FirstTestMain {

    private FirstTestMain() {}

    /** The class, and then the time zones. */
    public static void main(String[] arguments) {
        for (int i = 1; i < arguments.length; i++) {
            TimeZone.setDefault(TimeZone.getTimeZone(arguments[i]));
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(arguments[0]))
                                    .build(),
                            summary);
            summary.getSummary()
                    .getFailures()
                    .forEach(failure -> failure.getException().printStackTrace(System.out));
            boolean passed = summary.getSummary().getTestsSucceededCount() == 1
                    && TimeZone.getDefault().getID().equals(arguments[i]);
            System.out.println((passed ? "PASSED in " : "FAILED in ") + arguments[i]);
        }
        System.exit(0);
    }
}
