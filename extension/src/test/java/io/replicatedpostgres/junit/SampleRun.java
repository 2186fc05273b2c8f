package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.spec.PlaceKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/**
 * What came of test classes that were run within a test.
 *
 * @param events what happened to their classes and methods
 * @param seen the clusters they got, in the order they {@link #saw} them
 */
record SampleRun(Events events, List<Cluster> seen) {

    private static final List<Cluster> SEEN = new CopyOnWriteArrayList<>();

    /** Samples call this to tell of the cluster they have. */
    static void saw(Cluster cluster) {
        assertThat(cluster.nodes()).allMatch(Node::isRunning);
        SEEN.add(cluster);
    }

    static SampleRun of(Class<?>... samples) {
        return of(Map.of(), samples);
    }

    static SampleRun of(Map<String, String> configuration, Class<?>... samples) {
        SEEN.clear();
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(Arrays.stream(samples)
                        .map(sample -> selectClass(sample))
                        .toArray(DiscoverySelector[]::new))
                .configurationParameters(ofThisRun(configuration.get(PlaceKey.RUNTIME.key())))
                .configurationParameter(PlaceKey.KEEP.key(), Keep.NEVER.name())
                .configurationParameters(configuration)
                .execute()
                .allEvents();
        return new SampleRun(events, List.copyOf(SEEN));
    }

    /** Where this run has its PostgreSQL from, the samples have theirs; what is about containers alone is not said of local ones. */
    private static Map<String, String> ofThisRun(@Nullable String runtime) {
        var parameters = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("replicatedpostgres."))
                .forEach(name -> parameters.put(name, System.getProperty(name)));
        if ("local".equals(runtime)) {
            Stream.of(PlaceKey.IMAGE, PlaceKey.TOXIPROXY_IMAGE, PlaceKey.TMPFS, PlaceKey.CAPABILITIES)
                    .forEach(key -> parameters.remove(key.key()));
        }
        return parameters;
    }

    /** All is well, and as many tests as this were run. */
    SampleRun passes(int tests) {
        assertThat(failures()).isEmpty();
        assertThat(events.filter(event -> event.getTestDescriptor().isTest())
                        .filter(event -> event.getType().equals(EventType.FINISHED)))
                .hasSize(tests);
        return this;
    }

    /** Every cluster that was seen is gone, with its processes and files. */
    SampleRun leavesNothing() {
        assertThat(seen)
                .allSatisfy(cluster -> assertThat(cluster.nodes())
                        .noneMatch(Node::isRunning)
                        .allSatisfy(node ->
                                assertThat(Path.of(node.dataDirectory())).doesNotExist()));
        return this;
    }

    /** How many different clusters were seen. */
    int clusters() {
        return (int) seen.stream().distinct().count();
    }

    /** The failure of the one test or class that failed. */
    Throwable failure() {
        assertThat(failures()).hasSize(1);
        return failures().get(0);
    }

    /** The reasons of what was skipped, tests and containers. */
    List<String> skipped() {
        return events.skipped()
                .map(Event::getPayload)
                .map(payload -> (String) payload.orElseThrow())
                .toList();
    }

    /** What everything that was executed is called. */
    List<String> displayNames() {
        return events.started()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    List<Throwable> failures() {
        return events.failed()
                .map(Event::getPayload)
                .map(payload -> (TestExecutionResult) payload.orElseThrow())
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }
}
