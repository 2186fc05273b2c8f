package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Renders the report of the run at the end of each session of JUnit's launcher, without any configuration: JUnit finds this
 * class by itself. Then it says on standard output what came of the run: how many tests passed, of how many something is not
 * known, and what detectors found.
 *
 * <p>Where to is known only from the test plan. A session without one, such as that of Maven's own process, leaves
 * nothing behind, and neither does one whose tests wrote no journal. What goes wrong is logged and fails no test.
 */
public final class ReportListener implements LauncherSessionListener {

    private static final Logger LOG = System.getLogger(ReportListener.class.getName());

    private final Set<ReportFolder> folders = new LinkedHashSet<>();
    // For a process that is told to end, or ends itself, in the middle of a session. Against kill -9 nothing helps:
    // then
    // the next process, or the command line, finds the journals.
    private final Thread atExit = new Thread(this::renderAll, "resilience-report");

    /** For JUnit. */
    public ReportListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        session.getLauncher().registerTestExecutionListeners(new TestExecutionListener() {
            @Override
            public void testPlanExecutionStarted(TestPlan plan) {
                began(plan);
            }
        });
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException alreadyShuttingDown) {
            return;
        }
        renderAll();
    }

    private synchronized void began(TestPlan plan) {
        OutputDirectory.of(plan).map(ReportFolder::in).ifPresent(folder -> {
            folder.becomeCurrent();
            if (folders.isEmpty()) {
                Runtime.getRuntime().addShutdownHook(atExit);
            }
            folders.add(folder);
        });
    }

    private synchronized void renderAll() {
        folders.forEach(ReportListener::render);
    }

    private static void summarize(ReportFolder folder, Path page) throws IOException {
        Optional<Path> summary = StepSummary.file();
        if (summary.isPresent()) {
            String markdown = Files.readString(Report.beside(page, Report.MARKDOWN));
            if (!StepSummary.put(summary.get(), run(folder), markdown)) {
                LOG.log(Level.WARNING, "no room for the summary in {0}", summary.get());
            }
        }
    }

    /** Two builds in one step are two runs, and the second must not take the failures of the first off the page. */
    private static String run(ReportFolder folder) {
        String build = Header.now().build();
        return build == null ? folder.path().toString() : folder.path() + " of " + build;
    }

    private static void render(ReportFolder folder) {
        try {
            Optional<RunReport> run = Report.renderRun(folder);
            if (run.isPresent()) {
                // On standard output, because a logger may lead nowhere, and an amber test looks green to the build
                // tool.
                ClosingLines.of(run.get(), folder.index()).forEach(System.out::println);
                summarize(folder, folder.index());
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no summary of the step", e);
        } catch (UncheckedIOException e) {
            LOG.log(
                    Level.WARNING,
                    "no resilience report in %s (%s). Make it writable, or name another directory with -Djunit.platform.reporting.output.dir"
                            .formatted(folder.path(), e.getCause()));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "no resilience report in " + folder.path(), e);
        }
    }
}
