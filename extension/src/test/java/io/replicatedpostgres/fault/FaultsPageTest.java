package io.replicatedpostgres.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ProcessKind;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} says what the catalogue says; {@code -Dfaults.write=true} writes it anew. */
class FaultsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "faults.md");
    private static final List<Class<?>> FACTORIES = List.of(
            Faults.class,
            ProcessFaults.class,
            ReplicationFaults.class,
            SlotFaults.class,
            SessionFaults.class,
            ArchiveFaults.class,
            StorageDamages.class,
            VolumeFaults.class,
            DiskFaults.class,
            DiskDamages.class,
            PacketFaults.class,
            ManagerFaults.class);
    private static final Map<Class<?>, Object> ARGUMENTS = Map.ofEntries(
            Map.entry(Duration.class, Duration.ofSeconds(1)),
            Map.entry(long.class, 1L),
            Map.entry(int.class, 1),
            Map.entry(String.class, "a"),
            Map.entry(Cut.class, Cut.FREEZE),
            Map.entry(Identified[].class, new Identified[0]),
            Map.entry(Volume.class, Volume.PG_WAL),
            Map.entry(ProcessKind.class, ProcessKind.STARTUP),
            Map.entry(DataSize.class, DataSize.megabytes(1)));

    /** How each kind is asked for, by the catalogue's order. */
    private static Map<FaultKind, Set<String>> calls() throws ReflectiveOperationException {
        var calls = new TreeMap<FaultKind, Set<String>>();
        for (Class<?> factory : FACTORIES) {
            for (Method method : factory.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    FaultKind kind = kindMadeBy(method);
                    calls.computeIfAbsent(kind, any -> new TreeSet<>())
                            .add("`%s.%s`".formatted(factory.getSimpleName(), method.getName()));
                }
            }
        }
        return calls;
    }

    private static FaultKind kindMadeBy(Method method) throws ReflectiveOperationException {
        var arguments = new ArrayList<Object>();
        boolean first = true;
        for (Class<?> type : method.getParameterTypes()) {
            Object argument = type == Fault.class ? Faults.halves(Cut.FREEZE) : ARGUMENTS.get(type);
            NodeRef node = new NodeRef(first ? "node-1" : "node-2");
            if (type == Identified.class) {
                argument = node;
            } else if (type == Collection.class) {
                argument = List.of(node);
            }
            first = false;
            if (argument == null) {
                throw new IllegalStateException("no example of " + type + " for " + method);
            }
            arguments.add(argument);
        }
        Object made = method.invoke(null, arguments.toArray());
        return made instanceof Fault fault ? fault.kind() : ((Damage) made).kind();
    }

    private static String page() throws ReflectiveOperationException {
        Map<FaultKind, Set<String>> calls = calls();
        var text = new StringBuilder("""
                # Faults

                Everything that can be made to go wrong, generated from `FaultKind`. A *fault* heals: `cluster.inject(fault)`
                gives a handle that heals it when it is closed, `cluster.during(fault, …)` does both. A *damage* does not:
                `cluster.inflict(damage)` gives a handle whose `repair()` does what the fourth column says.

                A place that lacks what a fault needs says so before anything is touched. *What proves it* is what PostgreSQL
                itself shows: tests of this project look for it on local servers.
                """);
        for (FaultKind.Group group : FaultKind.Group.values()) {
            text.append("\n## %s\n\n".formatted(title(group)));
            text.append(
                    "| fault | asked for by | what it is | heals, or is repaired by | local | container | what proves it |\n");
            text.append("|---|---|---|---|---|---|---|\n");
            Stream.of(FaultKind.values())
                    .filter(kind -> kind.group() == group)
                    .forEach(kind -> text.append(row(kind, calls.getOrDefault(kind, Set.of()))));
        }
        return text.toString();
    }

    private static String title(FaultKind.Group group) {
        return group == FaultKind.Group.POSTGRES
                ? "PostgreSQL itself"
                : group.name().charAt(0) + group.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String row(FaultKind kind, Set<String> calls) {
        return "| %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        kind,
                        calls.isEmpty() ? "–" : String.join(", ", calls),
                        kind.words(),
                        kind.repair().map(Repair::words).orElse("heals"),
                        on(kind, "local"),
                        on(kind, "container"),
                        kind.proof());
    }

    private static String on(FaultKind kind, String runtime) {
        return kind.unavailable(runtime)
                .map(reason -> "no: " + reason)
                .orElseGet(
                        () -> kind.needs().map(needs -> "with " + needs.words()).orElse("yes"));
    }

    @Test
    void thePageSaysWhatTheCatalogueSays() throws Exception {
        if (Boolean.getBoolean("faults.write")) {
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE))
                .as("docs/faults.md; -Dfaults.write=true writes it anew")
                .isEqualTo(page());
    }

    @Test
    void eachKindIsMadeBySomethingUnlessNoPlaceHasIt() throws Exception {
        Set<FaultKind> nowhere = Stream.of(FaultKind.values())
                .filter(kind -> kind.unavailable("local").isPresent()
                        && kind.unavailable("container").isPresent())
                .collect(Collectors.toSet());

        Set<FaultKind> made = EnumSet.copyOf(calls().keySet());

        assertThat(made).doesNotContainAnyElementsOf(nowhere);
        made.addAll(nowhere);
        assertThat(made).containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void whatHealsIsAFaultAndWhatDoesNotNamesItsRepair() {
        Damage damage = ProcessFaults.killed(new NodeRef("node-1"));

        assertThat(damage.kind().heals()).isFalse();
        assertThat(damage.repair()).isEqualTo(Repair.START);
        assertThat(FaultKind.FROZEN.heals()).isTrue();
        assertThat(FaultKind.FROZEN.repair()).isEmpty();
    }
}
