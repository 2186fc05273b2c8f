package io.replicatedpostgres.badinput;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.replicatedpostgres.chaos.CompiledTest;
import io.replicatedpostgres.spec.PlaceKey;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Writes every attribute of every annotation with hostile values, compiles that, and runs it as JUnit runs a test. */
final class AnnotationWalk {

    private static final String OUTER = "io.replicatedpostgres.badinput.Walked$";
    private static final String HEAD = """
            package io.replicatedpostgres.badinput;
            import io.replicatedpostgres.cluster.*;
            import io.replicatedpostgres.fault.*;
            import io.replicatedpostgres.junit.*;
            import io.replicatedpostgres.model.*;
            import io.replicatedpostgres.spec.*;
            import org.junit.jupiter.api.*;
            class Walked {
            """;

    private final Stage stage;
    private final Map<String, Written> all = new LinkedHashMap<>();

    private record Written(String annotation, String text, Hostile value) {}

    AnnotationWalk(Stage stage) {
        this.stage = stage;
        for (Class<?> annotation : PublicApi.annotations()) {
            Arrays.stream(annotation.getDeclaredMethods())
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(attribute ->
                            values(attribute.getReturnType()).forEach(value -> add(annotation, attribute, value)));
        }
    }

    private void add(Class<?> annotation, Method attribute, Hostile value) {
        String text = "@%s(%s = %s)"
                .formatted(annotation.getSimpleName(), attribute.getName(), JavaLiteral.of(value.value()));
        all.put("C" + all.size(), new Written(annotation.getSimpleName(), text, value));
    }

    /** How many attributes there are. */
    static long attributes() {
        return PublicApi.annotations().stream()
                .mapToLong(type -> type.getDeclaredMethods().length)
                .sum();
    }

    /** What each value of each attribute answers. */
    List<Answer> run() {
        var source = new StringBuilder(HEAD);
        all.forEach((name, written) -> source.append(isAlone(written) ? test(name, written) : ""));
        source.append("@ReplicatedPostgres(standbys = 0, shared = true) static class Shared {\n");
        all.forEach((name, written) -> source.append(isAlone(written) ? "" : test(name, written)));
        source.append("}\n");
        ClassLoader loader = CompiledTest.of(source.append("}\n").toString()).getClassLoader();
        Map<String, Throwable> failures = failures(loader);
        var answers = new ArrayList<Answer>();
        all.forEach((name, written) -> answers.add(answer(written, failures.get(name))));
        return answers;
    }

    private static Answer answer(Written written, @Nullable Throwable failure) {
        String group = "@" + written.annotation();
        String shown = written.text().length() > 200
                ? written.text().replaceAll("\"(\\w{3})\\w{200,}\"", "\"$1…\" (10000 characters)")
                : written.text();
        return failure == null ? Answer.taken(group, shown) : Answer.refused(group, shown, written.value(), failure);
    }

    /** What asks for a cluster has one of its own; the others share one. */
    private static boolean isAlone(Written written) {
        return written.annotation().equals("ReplicatedPostgres")
                || targets(written.annotation()).isEmpty();
    }

    private static String test(String name, Written written) {
        String on = written.text();
        String parameter = "Cluster cluster";
        List<ElementType> targets = targets(written.annotation());
        if (targets.isEmpty()) {
            on = "@ReplicatedPostgres(standby = %s)".formatted(on);
        } else if (targets.contains(ElementType.PARAMETER)) {
            parameter = on + " Node node";
            on = "";
        }
        String kind = isAlone(written) ? "static class" : "@Nested class";
        return "%s %s %s { @Test void runs(%s) {} }%n".formatted(on, kind, name, parameter);
    }

    private static List<ElementType> targets(String annotation) {
        return PublicApi.annotations().stream()
                .filter(type -> type.getSimpleName().equals(annotation))
                .flatMap(type -> Arrays.stream(type.getAnnotation(Target.class).value()))
                .toList();
    }

    private Map<String, Throwable> failures(ClassLoader loader) {
        var kit = EngineTestKit.engine("junit-jupiter")
                .configurationParameter(
                        PlaceKey.DIRECTORY.key(), stage.directory().toString())
                // what is answered must not depend on whether Docker runs here
                .configurationParameter(PlaceKey.RUNTIME.key(), "local")
                .configurationParameter(PlaceKey.AHEAD.key(), "NOTHING");
        kit.selectors(selectClass(load(loader, OUTER + "Shared")));
        all.forEach((name, written) -> {
            if (isAlone(written)) {
                kit.selectors(selectClass(load(loader, OUTER + name)));
            }
        });
        Events ended = kit.execute().allEvents().finished();
        var failures = new HashMap<String, Throwable>();
        ended.stream()
                .forEach(event -> failureOf(event).ifPresent(failure -> failures.putIfAbsent(nameOf(event), failure)));
        return failures;
    }

    private static Optional<Throwable> failureOf(Event event) {
        return event.getPayload(TestExecutionResult.class)
                .flatMap(TestExecutionResult::getThrowable)
                .map(AnnotationWalk::unwrapped);
    }

    /** JUnit says first which parameter or condition it was about. */
    private static Throwable unwrapped(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        boolean ofJUnit = failure.getClass().getPackageName().startsWith("org.junit.jupiter");
        return ofJUnit && cause != null ? cause : failure;
    }

    private static String nameOf(Event event) {
        return event.getTestDescriptor()
                .getUniqueId()
                .toString()
                .replaceAll("(?s).*(?:Walked\\$|nested-class:|nested-class-template:)(C\\d+).*", "$1");
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Hostile> values(Class<?> type) {
        if (type == String.class) {
            return HostileValues.TEXTS.stream().map(Hostile::of).toList();
        }
        if (type == int.class) {
            return List.of(Hostile.of(Integer.MIN_VALUE), Hostile.of(-1), Hostile.of(0), Hostile.of(Integer.MAX_VALUE));
        }
        if (type == boolean.class) {
            return List.of(Hostile.of(true), Hostile.of(false));
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Hostile::of).toList();
        }
        if (type.isArray() && type.getComponentType().isAnnotation()) {
            return List.of(Hostile.of(List.of()));
        }
        if (type.isArray()) {
            var lists = new ArrayList<Hostile>();
            lists.add(Hostile.of(List.of()));
            List<Hostile> each = values(type.getComponentType());
            each.forEach(one -> lists.add(Hostile.of(Arrays.asList(one.value()))));
            Object first = each.get(each.size() > 2 ? 2 : 0).value();
            lists.add(Hostile.of(Arrays.asList(first, first)));
            return lists;
        }
        throw new IllegalStateException(type + " has no hostile value. Add it to AnnotationWalk.");
    }
}
