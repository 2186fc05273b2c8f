package io.replicatedpostgres.scenarios.story;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the story of a split brain and its repair by JUnit alone, without Maven around it. {@code ./demo} starts it. */
public final class StoryTeller {

    private StoryTeller() {}

    /** Exits with 0 if the story ran and everything in it was as asserted, else with 1. */
    public static void main(String... none) {
        TestExecutionSummary summary = tell(SplitBrainScenarios.class);
        summary.printFailuresTo(new PrintWriter(System.out, true, Charset.defaultCharset()));
        System.exit(isTold(summary) ? 0 : 1);
    }

    static TestExecutionSummary tell(Class<?> scenarios) {
        var listener = new SummaryGeneratingListener();
        // its end is when the report is written
        try (LauncherSession session = LauncherFactory.openSession()) {
            var request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectClass(scenarios))
                    .build();
            session.getLauncher().execute(request, listener);
        }
        return listener.getSummary();
    }

    /** A run in which no test passed is not a demo. */
    static boolean isTold(TestExecutionSummary summary) {
        return summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    }
}
