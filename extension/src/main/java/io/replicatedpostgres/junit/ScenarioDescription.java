package io.replicatedpostgres.junit;

import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** How a test is introduced in its journal. */
final class ScenarioDescription {

    /** The worst one first. */
    private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

    private ScenarioDescription() {}

    static ScenarioStarted of(ExtensionContext context) {
        return new ScenarioStarted(
                context.getUniqueId(),
                Matrix.current(context)
                        .map(cell -> onVersion(name(context), cell))
                        .orElseGet(() -> name(context)),
                context.getTestClass().map(Class::getName).orElse(""),
                context.getTestMethod().map(Method::getName).orElse(null),
                context.getTags().stream().sorted().toList(),
                words(context));
    }

    /** An invocation of a repeated or parameterized test is called "[1] …", which says little without the method. */
    private static String name(ExtensionContext context) {
        String own = context.getDisplayName();
        Optional<String> method = context.getTestMethod().map(Method::getName);
        return method.filter(name -> !own.startsWith(name))
                .map(name -> name + " " + own)
                .orElse(own);
    }

    private static String onVersion(String name, Matrix.Cell cell) {
        return name.endsWith(cell.displayName()) ? name : name + " on " + cell.displayName();
    }

    private static Words words(ExtensionContext context) {
        Optional<Scenario> onMethod =
                context.getTestMethod().flatMap(method -> AnnotationSupport.findAnnotation(method, Scenario.class));
        Optional<Scenario> words = onMethod.or(
                () -> context.getTestClass().flatMap(type -> AnnotationSupport.findAnnotation(type, Scenario.class)));
        return words.map(scenario -> new Words(
                        said(scenario.situation()),
                        said(scenario.expectation()),
                        said(scenario.reality()),
                        said(scenario.source()),
                        severity(scenario, context)))
                .orElse(Words.none());
    }

    private static @Nullable String severity(Scenario scenario, ExtensionContext context) {
        return scenario.severity().isBlank()
                ? SEVERITIES.stream()
                        .filter(context.getTags()::contains)
                        .findFirst()
                        .orElse(null)
                : scenario.severity();
    }

    private static @Nullable String said(String text) {
        return text.isBlank() ? null : text;
    }
}
