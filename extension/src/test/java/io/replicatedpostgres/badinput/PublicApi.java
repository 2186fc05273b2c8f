package io.replicatedpostgres.badinput;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.model.SlotState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a test is written with: every public method of the packages that tests import, and the factories and constructors of whatever
 * such a method takes. What only the harness makes, and no method takes, is not in it.
 */
final class PublicApi {

    private static final String ROOT = "io.replicatedpostgres.";
    private static final List<String> PACKAGES =
            List.of("junit", "spec", "cluster", "fault", "assertions", "workload", "chaos");

    /** What methods take and only the harness makes: a test has it from a question or a verb, and hands it on. */
    private static final Set<Class<?>> HANDED_ON = Set.of(SlotState.class, TakenBackup.class, Contents.class);

    private PublicApi() {}

    /** The public annotations. */
    static List<Class<?>> annotations() {
        return types("junit").stream().filter(Class::isAnnotation).toList();
    }

    /** Every parameter, those of one type beside each other. */
    static List<Spot> spots() {
        var types = new LinkedHashSet<Class<?>>();
        PACKAGES.forEach(each -> types(each).stream()
                .filter(type -> !type.isAnnotation() && !type.isRecord())
                .forEach(types::add));
        types.add(Guarantees.class);
        var open = new ArrayList<Class<?>>(types);
        while (!open.isEmpty()) {
            for (Class<?> taken : takenBy(open.remove(0))) {
                if (isOurs(taken) && !HANDED_ON.contains(taken) && types.add(taken)) {
                    open.add(taken);
                }
            }
        }
        return types.stream()
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(PublicApi::spots)
                .toList();
    }

    private static List<Class<?>> takenBy(Class<?> type) {
        return calls(type)
                .flatMap(call -> Arrays.stream(call.getGenericParameterTypes()))
                .flatMap(parameter -> Types.classesIn(parameter).stream())
                .toList();
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith(ROOT)
                && !type.isEnum()
                && !type.isInterface()
                && !type.getName().startsWith(ROOT + "journal")
                && !type.getName().startsWith(ROOT + "check");
    }

    private static Stream<Spot> spots(Class<?> type) {
        return calls(type)
                .flatMap(call -> Stream.iterate(0, index -> index < call.getParameterCount(), index -> index + 1)
                        .map(index -> new Spot(type, call, index)));
    }

    private static Stream<Executable> calls(Class<?> type) {
        Stream<Executable> constructors = type.isInterface() || type.isEnum()
                ? Stream.of()
                : Arrays.<Executable>stream(type.getDeclaredConstructors());
        return Stream.concat(
                        constructors, Arrays.stream(type.getDeclaredMethods()).filter(PublicApi::isWrittenByTests))
                .filter(call -> Modifier.isPublic(call.getModifiers()) && !call.isSynthetic())
                .sorted(Comparator.comparing(Executable::toGenericString));
    }

    /** Not what an interface of others asks for, as JUnit's callbacks and {@code compareTo}; nor what a test implements. */
    private static boolean isWrittenByTests(Method method) {
        boolean ofEnum = method.getDeclaringClass().isEnum() && method.getName().equals("valueOf");
        return !ofEnum
                && !Modifier.isAbstract(method.getModifiers())
                && !method.getName().equals("equals")
                && Arrays.stream(method.getDeclaringClass().getInterfaces())
                        .filter(type -> !type.getName().startsWith(ROOT))
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .noneMatch(other -> other.getName().equals(method.getName())
                                && other.getParameterCount() == method.getParameterCount());
    }

    private static List<Class<?>> types(String name) {
        Path directory = classes().resolve((ROOT + name).replace('.', '/'));
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .sorted()
                    .<Class<?>>map(file -> load(ROOT + name + "." + file.replace(".class", "")))
                    .filter(PublicApi::isPublic)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        boolean throughout = type.getEnclosingClass() == null || isPublic(type.getEnclosingClass());
        return Modifier.isPublic(type.getModifiers()) && throughout;
    }

    private static Path classes() {
        try {
            return Path.of(Cluster.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
