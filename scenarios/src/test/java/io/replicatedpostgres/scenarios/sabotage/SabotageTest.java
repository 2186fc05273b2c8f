package io.replicatedpostgres.scenarios.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.spec.PlaceKey;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Each scenario that must not pass by accident is run on a cluster on which it has to fail, and does. */
class SabotageTest {

    static List<Sabotage> all() {
        return Sabotages.all();
    }

    @TempDir
    private static Path elsewhere;

    private static Optional<ReportFolder> ours = Optional.empty();

    /** A red scenario must not stand in the report of this run. */
    @BeforeAll
    static void reportElsewhere() {
        ours = ReportFolder.current();
        ReportFolder.in(elsewhere).becomeCurrent();
    }

    @AfterAll
    static void reportHere() {
        ours.ifPresent(ReportFolder::becomeCurrent);
    }

    @ParameterizedTest
    @MethodSource("all")
    @Execution(ExecutionMode.CONCURRENT)
    void turnsRed(Sabotage sabotage) {
        EngineExecutionResults run = run(sabotage);
        run.allEvents().skipped().stream().forEach(SabotageTest::abort); // the class of a scenario, or it
        Events tests = run.testEvents();
        results(tests.aborted()).forEach(result -> Assumptions.abort(reason(result)));

        assertThat(tests.started().count()).as("tests begun").isEqualTo(1);
        assertThat(failures(tests))
                .hasSize(1)
                .first()
                .satisfies(failure -> assertThat(failure.getMessage()).containsAnyOf(messages(sabotage)));
    }

    private static EngineExecutionResults run(Sabotage sabotage) {
        Saboteur.KNOWN.put(sabotage.toString(), sabotage);
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selector(sabotage))
                .configurationParameters(ofThisRun())
                .configurationParameter(PlaceKey.KEEP.key(), Keep.NEVER.name())
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .configurationParameter(Saboteur.WHICH, sabotage.toString())
                .execute();
    }

    private static String[] messages(Sabotage sabotage) {
        assertThat(sabotage.failures()).isNotEmpty().allMatch(message -> !message.isBlank());
        return sabotage.failures().toArray(String[]::new);
    }

    private static DiscoverySelector selector(Sabotage sabotage) {
        var method = selectMethod(sabotage.suite(), sabotage.method());
        return sabotage.invocation() < 0 ? method : selectIteration(method, sabotage.invocation());
    }

    /** What cannot be had here cannot be sabotaged here; the reason is the scenario's own. */
    private static void abort(Event skipped) {
        Assumptions.abort(skipped.getRequiredPayload(String.class));
    }

    private static List<Throwable> failures(Events tests) {
        return results(tests.failed())
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }

    private static Stream<TestExecutionResult> results(Events finished) {
        return finished.map(event -> event.getRequiredPayload(TestExecutionResult.class));
    }

    private static String reason(TestExecutionResult aborted) {
        return aborted.getThrowable().map(Throwable::getMessage).orElse("aborted without a reason");
    }

    private static Map<String, String> ofThisRun() {
        var parameters = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("replicatedpostgres."))
                .filter(name -> !name.equals("replicatedpostgres.story"))
                .forEach(name -> parameters.put(name, System.getProperty(name)));
        return parameters;
    }
}
