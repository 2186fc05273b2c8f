package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as a test class: it compiles as it is printed, and runs the schedule on such a cluster, with such clients, against
 * such checks. What a test gave as code of its own cannot be printed; a comment says where it belongs.
 */
final class PrintedTest {

    private final Imports imports = new Imports();
    private final List<String> comments = new ArrayList<>();
    private final ClusterSpec spec;
    private final Schedule schedule;
    private final List<Expectation> expected;

    /**
     * A test of a schedule.
     *
     * @param spec the cluster that it runs on
     * @param expected what the test that failed expects
     * @param comments what is told above the class
     */
    PrintedTest(ClusterSpec spec, Schedule schedule, List<Expectation> expected, List<String> comments) {
        this.spec = spec;
        this.schedule = schedule;
        this.expected = List.copyOf(expected);
        this.comments.addAll(comments);
    }

    /**
     * The class.
     *
     * @param workload the call that begins the workload that the test asked for; empty if no text can name it; null for the
     *     default
     * @param alongside what was done beside it
     * @param checks what the test asked for; null for the default
     */
    String print(@Nullable String workload, List<DatabaseWork> alongside, @Nullable List<Check> checks) {
        var names = new MischiefNames(schedule.steps(), imports);
        names.unreachable()
                .forEach(name ->
                        comments.add("%s is no constant that this test can name: copy it from the test that failed"
                                .formatted(name)));
        imports.type(Cluster.class);
        imports.type(Chaos.class);
        imports.type(Step.class);
        if (schedule.steps().stream().anyMatch(step -> step.moment().isPresent())) {
            imports.type(ServerMoment.class);
        }
        var body = new ArrayList<String>(head());
        body.add("void %s(Cluster cluster) {".formatted(schedule.name()));
        body.add("    Chaos.replay(");
        body.add(schedule.steps().stream()
                        .map(step -> "                    " + names.of(step))
                        .collect(Collectors.joining(",\n    "))
                + ")");
        if (workload != null) {
            body.add("            " + begins(workload));
        }
        if (!alongside.isEmpty()) {
            body.add("            " + alongside(alongside));
        }
        if (checks != null) {
            upholding(checks).forEach(line -> body.add("            " + line));
        }
        body.add("            .run(cluster);");
        body.add("}");
        place();
        return assembled(names.home(), body);
    }

    /** The annotations of the method, and before them the field of an extension, if the plan needs one. */
    private List<String> head() {
        var head = new ArrayList<String>();
        Optional<SpecText> plan = SpecText.of(spec, imports);
        plan.filter(text -> !text.isAnnotation()).ifPresent(text -> {
            head.addAll(text.field().lines().toList());
            head.add("");
        });
        imports.type("org.junit.jupiter.api.Test");
        head.add("@Test");
        expected().ifPresent(head::add);
        plan.filter(SpecText::isAnnotation)
                .ifPresent(text -> head.addAll(text.annotation().lines().toList()));
        if (plan.isEmpty()) {
            comments.add("No builder makes this plan; the test has to start it by itself:");
            spec.describe().lines().forEach(comments::add);
            head.add("@" + imports.ours("junit.ReplicatedPostgres"));
        }
        return head;
    }

    private String assembled(Optional<String> home, List<String> body) {
        var lines = new ArrayList<String>();
        home.filter(name -> !name.isEmpty()).ifPresent(name -> lines.addAll(List.of("package " + name + ";", "")));
        lines.addAll(imports.lines());
        lines.add("");
        comments.forEach(comment -> lines.add("// " + JavaText.comment(comment)));
        lines.add("class Chaos%sTest {".formatted(capitalized(schedule.name())));
        lines.add("");
        body.forEach(line -> lines.add(line.isEmpty() ? "" : "    " + line));
        lines.add("}");
        return String.join("\n", lines);
    }

    private Optional<String> expected() {
        return expected.isEmpty()
                ? Optional.empty()
                : Optional.of(expected.stream()
                        .map(each -> "%s.%s".formatted(imports.type(Expectation.class), each.name()))
                        .collect(Collectors.joining(", ", "@" + imports.ours("junit.Expect") + "({", "})")));
    }

    private String begins(String workload) {
        if (workload.isEmpty()) {
            return "// and here .workload(…) of the test that failed";
        }
        imports.type(Workload.class);
        imports.ours("workload.Clients");
        if (workload.contains("Duration.")) {
            imports.type(Duration.class);
        }
        return ".workload(each -> %s)".formatted(workload);
    }

    private String alongside(List<DatabaseWork> works) {
        imports.type(DatabaseWork.class);
        return works.stream().map(work -> "DatabaseWork." + work).collect(Collectors.joining(", ", ".alongside(", ")"));
    }

    private List<String> upholding(List<Check> checks) {
        var known = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (Check check : checks) {
            CheckText.of(check, imports)
                    .ifPresentOrElse(
                            known::add,
                            () -> lines.add("// and here in .upholding(…) the test's own check: "
                                    + JavaText.comment(check.guarantee())));
        }
        if (!known.isEmpty()) {
            lines.add(".upholding(%s)".formatted(String.join(", ", known)));
        }
        return lines;
    }

    /** Where it ran is said by the environment, not by the test. */
    private void place() {
        Place place = spec.place();
        if (place.profile() != ServerProfile.SMALL) {
            said(PlaceKey.PROFILE, place.profile().name().toLowerCase(Locale.ROOT));
        }
        said(
                PlaceKey.SETTINGS,
                place.settings() == null ? null : place.settings().path());
        said(PlaceKey.IMAGE, place.image());
    }

    private void said(PlaceKey key, @Nullable Object value) {
        if (value != null) {
            comments.add("with -D%s=%s".formatted(key.key(), value));
        }
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
