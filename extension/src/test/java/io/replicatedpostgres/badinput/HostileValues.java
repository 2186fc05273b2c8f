package io.replicatedpostgres.badinput;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.Step;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.RecoveryTarget;
import io.replicatedpostgres.cluster.RewindRole;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.cluster.Work;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.Patient;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.SettingsFile;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.ListAppend;
import io.replicatedpostgres.workload.ReadWrite;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Invalid values, by type. A type that is not here fails the walk. */
final class HostileValues {

    /** Of texts, wherever one can be written. */
    static final List<String> TEXTS =
            List.of("", " ", "no-such-thing", "../x", "a'b\";DROP TABLE t;\n--", "a\0b", "x".repeat(10_000));

    private static final Set<Class<?>> ONLY_NULL = Set.of(
            History.class,
            Recording.class,
            ClusterSpec.class,
            NodeSpec.class,
            Place.class,
            InitScript.class,
            SettingsFile.class,
            SettingsFile.Line.class,
            Journal.class,
            Secrets.class,
            Clients.class,
            ListAppend.class,
            ReadWrite.class,
            RecoveryTarget.class,
            Work.class,
            Mischief.class,
            Step.class,
            SlotState.class,
            TimelineHistory.class,
            TimelineHistory.Ancestor.class,
            Patient.class,
            Capability.class,
            DataSource.class);

    private final Stage stage;

    HostileValues(Stage stage) {
        this.stage = stage;
    }

    /** Those of a type. */
    List<Hostile> of(Type type) {
        Class<?> raw = Types.raw(type);
        var values = new ArrayList<@Nullable Object>();
        if (!raw.isPrimitive()) {
            values.add(null);
        }
        values.addAll(some(type, raw));
        return values.stream().map(Hostile::of).toList();
    }

    private List<?> some(Type type, Class<?> raw) {
        if (raw == String.class || raw == Object.class) {
            return TEXTS;
        }
        if (raw.isPrimitive() || raw == Long.class) {
            return numbers(raw);
        }
        if (raw.isEnum() || ONLY_NULL.contains(raw)) {
            return List.of();
        }
        if (raw == byte[].class) {
            return List.of(new byte[0]);
        }
        if (raw.isArray()) {
            return elements(raw.getComponentType()).stream()
                    .map(each -> array(raw.getComponentType(), each))
                    .toList();
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Stream<List<@Nullable Object>> lists = elements(Types.parameter(type, 0)).stream();
            return (raw == Set.class ? lists.<Collection<?>>map(LinkedHashSet::new) : lists).toList();
        }
        if (Map.class.isAssignableFrom(raw)) {
            return maps();
        }
        List<?> known = ours(raw);
        if (!known.isEmpty()) {
            return known;
        }
        if (Lambdas.isOne(raw)) {
            return List.of(Lambdas.throwing(raw), Lambdas.givingNull(raw));
        }
        throw new IllegalStateException(
                "%s has no hostile value. Add it to HostileValues.".formatted(type.getTypeName()));
    }

    private static List<?> numbers(Class<?> raw) {
        if (raw == int.class) {
            return List.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE);
        }
        if (raw == long.class || raw == Long.class) {
            return List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE);
        }
        if (raw == double.class) {
            return List.of(Double.NaN, -1.0, 0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE);
        }
        if (raw == boolean.class) {
            return List.of(true, false);
        }
        throw new IllegalStateException(raw + " has no hostile value. Add it to HostileValues.");
    }

    private List<?> ours(Class<?> raw) {
        return KNOWN.getOrDefault(raw, values -> List.of()).apply(this);
    }

    private static final Map<Class<?>, Function<HostileValues, List<?>>> KNOWN = known();

    private static Map<Class<?>, Function<HostileValues, List<?>>> known() {
        var known = new HashMap<Class<?>, Function<HostileValues, List<?>>>();
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        known.put(Duration.class, all -> List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofNanos(1), endless));
        known.put(Instant.class, all -> List.of(Instant.MIN, Instant.MAX, Instant.EPOCH));
        known.put(Path.class, all -> List.of(Path.of(""), Path.of("/proc/none"), Path.of("/dev/null")));
        known.put(DataSize.class, all -> List.of(DataSize.bytes(0), DataSize.bytes(Long.MAX_VALUE)));
        known.put(Lsn.class, all -> List.of(Lsn.ZERO, new Lsn(-1)));
        known.put(Timeline.class, all -> List.of(new Timeline(Integer.MAX_VALUE)));
        known.put(LogMark.class, all -> List.of(new LogMark(Long.MAX_VALUE)));
        known.put(WalPosition.class, all -> List.of(new WalPosition(new Timeline(99), new Lsn(-1))));
        NodeRef unknown = new NodeRef("no-such-node");
        known.put(NodeRef.class, all -> List.of(unknown, NodeRef.CLIENTS));
        known.put(
                Identified.class, all -> List.of(unknown, NodeRef.CLIENTS, all.stage.stranger(), all.stage.standby()));
        known.put(Node.class, all -> List.of(all.stage.stranger(), all.stage.standby()));
        known.put(Cluster.class, all -> List.of(all.stage.closed()));
        known.put(Fault.class, all -> List.of(Faults.isolated(all.stage.stranger()), ProcessFaults.frozen(unknown)));
        known.put(Damage.class, all -> List.of(ProcessFaults.killed(all.stage.stranger())));
        known.put(Check.class, all -> List.of(Lambdas.throwing(Check.class), Lambdas.givingNull(Check.class)));
        known.put(StandbySpec.class, all -> List.of(StandbySpec.standby().named("No Name")));
        known.put(SynchronousStandbys.class, all -> List.of(SynchronousStandbys.first(99)));
        known.put(Disk.class, all -> List.of(Disk.ext4().withArchiveOn(Disk.ext4())));
        known.put(Manager.class, all -> List.of(Manager.patroni("ttl = 1")));
        known.put(RewindRole.class, all -> List.of(new RewindRole("no-such-role", "secret")));
        known.put(TakenBackup.class, all -> List.of(lost(all.stage.stranger())));
        known.put(Contents.class, all -> List.of(all.stage.stranger().contents()));
        return known;
    }

    private static TakenBackup lost(Node stranger) {
        return new TakenBackup(stranger, stranger, "no-such-backup", Lsn.ZERO, Duration.ZERO);
    }

    /** None, each hostile one alone, and one twice. */
    private List<List<@Nullable Object>> elements(Type type) {
        var lists = new ArrayList<List<@Nullable Object>>();
        lists.add(List.of());
        List<Hostile> all = of(type);
        all.forEach(each -> lists.add(Arrays.asList(new @Nullable Object[] {each.value()})));
        Object last = all.get(all.size() - 1).value();
        lists.add(Arrays.asList(last, last));
        return lists;
    }

    private static Object array(Class<?> type, List<@Nullable Object> elements) {
        Object array = Array.newInstance(type, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    private static List<Map<?, ?>> maps() {
        var maps = new ArrayList<Map<?, ?>>();
        for (String text : TEXTS) {
            maps.add(Map.of(text, "1"));
            maps.add(Map.of("work_mem", text));
        }
        return maps;
    }
}
