package io.replicatedpostgres.badinput;

import io.replicatedpostgres.assertions.ClusterAssert;
import io.replicatedpostgres.assertions.NodeAssert;
import io.replicatedpostgres.assertions.ReplicationAssertions;
import io.replicatedpostgres.assertions.SlotAssert;
import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.ClusterManager;
import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.During;
import io.replicatedpostgres.cluster.Inflicted;
import io.replicatedpostgres.cluster.LogicalSlots;
import io.replicatedpostgres.cluster.ManagerOfNobody;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.NodeFiles;
import io.replicatedpostgres.cluster.NodeLog;
import io.replicatedpostgres.cluster.Rewinding;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.junit.ReplicatedPostgresExtension;
import io.replicatedpostgres.junit.ReplicatedPostgresExtensionBuilder;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.workload.Workload;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a test would write: the subjects of calls, and what stands beside the hostile value. */
final class GoodValues {

    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("program", "psql"),
            Map.entry("plugin", "test_decoding"),
            Map.entry("database", "postgres"),
            Map.entry("query", "SELECT 1"),
            Map.entry("statements", "SELECT 1"),
            Map.entry("table", "pg_class"),
            Map.entry("command", "cp %f %p"),
            Map.entry("file", "00000001.history"),
            Map.entry("upstream", "node-1"),
            Map.entry("settings", "work_mem = 8MB"),
            Map.entry("runtime", "local"));

    /** Parameters that stand for the side which sends, or for what only a primary has. */
    private static final Set<String> FROM_PRIMARY = Set.of("primary", "from", "one", "some");

    private static final Set<String> PRIMARYS = Set.of(
            "createRestorePoint",
            "writeWal",
            "createSlot",
            "dropSlot",
            "createDatabase",
            "execute",
            "executeIn",
            "synchronousStandbys");

    private final Stage stage;
    private int names;
    private final Makers makers = new Makers();

    GoodValues(Stage stage) {
        this.stage = stage;
        GoodParts.into(makers, stage);
        subjects();
    }

    private void subjects() {
        makers.put(Cluster.class, stage::cluster);
        makers.put(Node.class, stage::standby);
        makers.put(ClusterManager.class, () -> ManagerOfNobody.of(stage.cluster()));
        makers.put(NodeFiles.class, this::files);
        makers.put(NodeLog.class, () -> stage.stranger().log());
        makers.put(LogicalSlots.class, () -> stage.primary().logicalSlots());
        makers.put(Contents.class, () -> stage.standby().contents());
        makers.put(Tool.class, () -> stage.standby().tool("psql").with("--version"));
        makers.put(RunningTool.class, stage::runningTool);
        makers.put(Rewinding.class, () -> stage.standby().rewinding(stage.primary()));
        makers.put(During.class, () -> stage.cluster().during(Faults.isolated(stage.standby())));
        makers.put(Inflicted.class, stage::inflicted);
        makers.put(Volume.class, () -> Volume.PG_WAL);
        makers.put(Workload.class, stage::workload);
        makers.put(Chaos.class, () -> Chaos.seed(1).lasting(Duration.ofMillis(1)));
        makers.put(ClusterSpecBuilder.class, ClusterSpec::builder);
        makers.put(ReplicatedPostgresExtensionBuilder.class, ReplicatedPostgresExtension::builder);
        makers.put(SlotState.class, () -> stage.primary().slots().get(0));
        makers.put(ClusterAssert.class, () -> ReplicationAssertions.assertThat(stage.cluster()));
        makers.put(NodeAssert.class, () -> ReplicationAssertions.assertThat(stage.standby()));
        makers.put(
                SlotAssert.class,
                () -> ReplicationAssertions.assertThat(stage.primary().slots().get(0)));
        makers.put(FaultKind.class, () -> FaultKind.FROZEN);
    }

    /** Where a file can be written over and removed: beside what is archived. */
    private NodeFiles files() {
        NodeFiles files = stage.standby().archive();
        files.delete("walk_a");
        files.write("walk_a", "as it was");
        return files;
    }

    /** The object whose method is called: the primary for what only a primary does. */
    Object subject(Executable call) {
        return PRIMARYS.contains(call.getName()) && call.getDeclaringClass() == Node.class
                ? stage.primary()
                : subject(call.getDeclaringClass());
    }

    private Object subject(Class<?> type) {
        return makers.make(type);
    }

    /** What a test would give for a parameter; null for one that may be left out and fits no other good value. */
    @Nullable
    Object argument(Parameter parameter) {
        if (parameter.getType() == Manager.class
                && parameter.getDeclaringExecutable().getDeclaringClass() == ClusterSpec.class) {
            return null;
        }
        if (parameter.getDeclaringExecutable().getName().equals("create")
                && parameter.getName().equals("name")) {
            return "walk_" + ++names;
        }
        String name = parameter.getName();
        if (parameter.getDeclaringExecutable().getDeclaringClass() == StandbySpec.class
                && parameter.getType() == String.class) {
            return name.equals("upstream") ? "node-1" : "walk_" + ++names;
        }
        if (parameter.getType() == String.class) {
            return TEXTS.getOrDefault(name, "walk_a");
        }
        if (FROM_PRIMARY.contains(name)
                && Types.classesIn(parameter.getParameterizedType()).contains(Identified.class)) {
            return parameter.getType() == Identified.class ? stage.primary() : List.of(stage.primary());
        }
        if (parameter.getType() == List.class && TEXTS.containsKey(name)) {
            return List.of(TEXTS.get(name));
        }
        return argument(parameter.getParameterizedType());
    }

    private Object argument(Type type) {
        Class<?> raw = Types.raw(type);
        if (makers.has(raw)) {
            // a verb of the standby takes the primary
            return raw == Node.class ? stage.primary() : subject(raw);
        }
        if (raw == String.class) {
            return "walk_a";
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        if (raw.isArray()) {
            return Array.newInstance(raw.getComponentType(), 0);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return List.of(argument(Types.parameter(type, 0)));
        }
        if (raw == Function.class || Lambdas.isOne(raw)) {
            return Lambdas.fine(raw);
        }
        return subject(raw);
    }
}
