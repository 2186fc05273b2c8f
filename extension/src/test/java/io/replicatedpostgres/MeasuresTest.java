package io.replicatedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prints the measures of the code with {@code -Dmeasures.print=true}: sizes, public types, and cycles of classes. */
class MeasuresTest {

    @Test
    void theMeasuresCanBeTaken() {
        List<String> lines = new ArrayList<>();
        List<SourceFile> all = SourceFile.all();
        for (String module : List.of("reports", "extension", "scenarios")) {
            for (boolean main : List.of(true, false)) {
                lines.add(sizes(
                        module + (main ? " main" : " test"),
                        all.stream()
                                .filter(file -> file.module().equals(module) && file.isMain() == main)
                                .toList()));
            }
        }
        lines.add("public types: " + publicTypes(all));
        lines.add("names used twice: " + StyleTest.namesUsedTwice(all).keySet());
        cycles().forEach(cycle -> lines.add("cycle of " + cycle.size() + " classes: " + String.join(" ", cycle)));
        if (Boolean.getBoolean("measures.print")) {
            lines.forEach(System.out::println);
        }

        assertThat(lines).hasSizeGreaterThan(8);
    }

    /** Median, ninth decile and maximum. */
    private static String sizes(String what, List<SourceFile> files) {
        List<Long> ofFiles =
                files.stream().map(file -> (long) file.lines()).sorted().toList();
        List<Long> ofMethods = files.stream()
                .flatMap(file -> file.methods().stream())
                .map(SourceFile.Method::lines)
                .sorted()
                .toList();
        return "%s: %s files, %s lines; lines per file %s; %s methods, lines per method %s; %s files > %s, %s methods > %s"
                .formatted(
                        what,
                        files.size(),
                        ofFiles.stream().mapToLong(Long::longValue).sum(),
                        distribution(ofFiles),
                        ofMethods.size(),
                        distribution(ofMethods),
                        ofFiles.stream()
                                .filter(size -> size > StyleTest.FILE_MAX)
                                .count(),
                        StyleTest.FILE_MAX,
                        ofMethods.stream()
                                .filter(size -> size > StyleTest.METHOD_MAX)
                                .count(),
                        StyleTest.METHOD_MAX);
    }

    private static String distribution(List<Long> sorted) {
        return "%s/%s/%s"
                .formatted(
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() * 9 / 10),
                        sorted.get(sorted.size() - 1));
    }

    private static String publicTypes(List<SourceFile> all) {
        Map<String, Long> count = all.stream()
                .filter(SourceFile::isMain)
                .filter(file -> !file.module().equals("scenarios"))
                .flatMap(file -> file.publicTypes().stream().map(type -> file.packageName()))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        return count.values().stream().mapToLong(Long::longValue).sum() + " " + count;
    }

    /** Sets of top-level classes each of which reaches all others, the largest first. */
    private static List<Set<String>> cycles() {
        var uses = new HashMap<String, Set<String>>();
        for (JavaClass one : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.replicatedpostgres")) {
            one.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> topLevel(dependency.getTargetClass()))
                    .filter(name -> name.startsWith("io.replicatedpostgres."))
                    .filter(name -> !name.equals(topLevel(one)))
                    .forEach(name -> uses.computeIfAbsent(topLevel(one), key -> new HashSet<>())
                            .add(name));
        }
        var reached = new HashMap<String, Set<String>>();
        uses.keySet().forEach(name -> reached.put(name, reachable(name, uses)));
        var cycles = new HashSet<Set<String>>();
        reached.forEach((name, others) -> {
            Set<String> cycle = others.stream()
                    .filter(other -> reached.getOrDefault(other, Set.of()).contains(name))
                    .map(other -> other.substring("io.replicatedpostgres.".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (cycle.size() > 2) {
                cycles.add(cycle);
            }
        });
        return cycles.stream()
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .toList();
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        var seen = new HashSet<String>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            Stream<String> next = uses.getOrDefault(open.pop(), Set.of()).stream();
            next.filter(seen::add).forEach(open::push);
        }
        return seen;
    }

    private static String topLevel(JavaClass one) {
        JavaClass outer = one.getBaseComponentType();
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getName();
    }
}
