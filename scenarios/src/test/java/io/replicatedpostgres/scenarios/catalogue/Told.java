package io.replicatedpostgres.scenarios.catalogue;

import io.replicatedpostgres.junit.Scenario;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A scenario as it tells of itself.
 *
 * @param suite its class
 * @param method its test method
 * @param words of the method, else of the class
 * @param tags of both
 */
record Told(Class<?> suite, Method method, Optional<Scenario> words, Set<String> tags) {

    private static final String ROOT = "io.replicatedpostgres.scenarios";
    private static final Set<String> SEVERITIES = Set.of("low", "medium", "high", "critical");
    private static final Pattern ID = Pattern.compile("[A-Z]{3}-\\d{2}");
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\\d+");

    /** Every test method of every class called …Scenarios, by theme, class and name. */
    static List<Told> all() {
        return ReflectionSupport.findAllClassesInPackage(ROOT, type -> true, name -> name.endsWith("Scenarios"))
                .stream()
                .flatMap(Told::of)
                .sorted(Comparator.comparing(Told::theme)
                        .thenComparing(told -> told.suite().getName())
                        .thenComparing(told -> told.method().getName()))
                .toList();
    }

    static Stream<Told> of(Class<?> suite) {
        return AnnotationSupport.findAnnotatedMethods(suite, Testable.class, HierarchyTraversalMode.TOP_DOWN).stream()
                .map(method -> new Told(suite, method, words(method).or(() -> words(suite)), tags(suite, method)));
    }

    private static Optional<Scenario> words(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, Scenario.class);
    }

    private static Set<String> tags(AnnotatedElement... elements) {
        var tags = new TreeSet<String>();
        Arrays.stream(elements)
                .flatMap(element -> AnnotationSupport.findRepeatableAnnotations(element, Tag.class).stream())
                .forEach(tag -> tags.add(tag.value()));
        return tags;
    }

    /** The package, which holds the situations of one kind. */
    String theme() {
        String name = suite.getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The ids of the catalogue that it stands for, by its tags. */
    Set<String> ids() {
        return tags.stream().filter(tag -> ID.matcher(tag).matches()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** How bad it is, by its tags; one of them if all is well. */
    List<String> severities() {
        return tags.stream().filter(SEVERITIES::contains).toList();
    }

    String name() {
        return suite.getSimpleName() + "." + method.getName();
    }

    /** What runs it, and nothing else. */
    String command() {
        return "./verify --scenario %s#%s".formatted(suite.getSimpleName(), method.getName());
    }

    /** The name of the method as a sentence. */
    String title() {
        String words = String.join(
                " ", WORD.matcher(method.getName()).results().map(Told::word).toList());
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String word(MatchResult word) {
        String text = word.group();
        boolean isAcronym = text.length() > 1 && text.equals(text.toUpperCase(Locale.ROOT));
        return isAcronym ? text : text.toLowerCase(Locale.ROOT);
    }
}
