package io.replicatedpostgres;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The import table: which package may use which. A package without a row fails, and so does an import that its row does not have. */
class ArchitectureTest {

    private static final String ROOT = "io.replicatedpostgres.";

    private static final Set<String> MODEL = Set.of("model");
    private static final Set<String> POSTGRES = Set.of("topology", "model", "await");
    private static final Set<String> FAULT = Set.of("topology", "postgres", "journal", "model", "await");
    private static final Set<String> PROVISION =
            Set.of("spec", "topology", "postgres", "toxiproxy", "journal", "model", "logging");
    private static final Set<String> CLUSTER = Set.of(
            "provision",
            "provision.runtime",
            "fault",
            "observe",
            "manager",
            "postgres",
            "topology",
            "spec",
            "journal",
            "model",
            "await",
            "logging");

    /** What a test is written with. Nothing is stable before a first release. */
    private static final Set<String> FOR_USERS =
            Set.of("junit", "cluster", "fault", "assertions", "spec", "workload", "chaos");

    /** What each package may import of ours, beside itself. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("logging", Set.of()),
            Map.entry("await", with(MODEL, "logging")),
            Map.entry("spec", MODEL),
            Map.entry("topology", with(MODEL, "await")),
            Map.entry("postgres", POSTGRES),
            Map.entry("manager", with(POSTGRES, "postgres", "spec")),
            Map.entry("toxiproxy", Set.of()),
            Map.entry("provision", PROVISION),
            Map.entry("provision.embedded", Set.of("provision", "model", "logging")),
            Map.entry("provision.disk", Set.of("spec", "topology", "model")),
            Map.entry("provision.local", with(PROVISION, "provision", "provision.embedded", "provision.disk")),
            Map.entry("provision.container", with(PROVISION, "provision", "provision.disk")),
            Map.entry("provision.runtime", with(PROVISION, "provision", "provision.local", "provision.container")),
            Map.entry("fault", FAULT),
            Map.entry("observe", FAULT),
            Map.entry("cluster", CLUSTER),
            Map.entry("workload", Set.of("cluster", "check", "journal", "model", "await")),
            Map.entry("assertions", Set.of("cluster", "check", "journal", "model", "await")),
            Map.entry(
                    "chaos", Set.of("cluster", "workload", "assertions", "check", "fault", "spec", "journal", "model")),
            Map.entry("junit", with(CLUSTER, "cluster", "workload", "assertions", "check", "report", "toxiproxy")));

    /** The lower module has a table of its own. */
    private static final Set<String> OF_REPORTS = Set.of("model", "journal", "isolation", "check", "report", "shard");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.replicatedpostgres");

    private static Set<String> with(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    @Test
    void everyPackageHasARow() {
        var packages = new TreeSet<String>();
        CLASSES.forEach(one -> packages.add(one.getPackageName().substring(ROOT.length())));

        packages.removeIf(one -> OF_REPORTS.contains(one.replaceFirst("\\..*", "")));

        assertThat(packages)
                .as("a new package gets a row in this table, so that its place is decided on purpose")
                .isNotEmpty()
                .isSubsetOf(MAY_IMPORT.keySet());
    }

    /** A package says for all that is public in it whether others may rely on it; the tests have packages of that name too. */
    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        for (String name : MAY_IMPORT.keySet()) {
            Path said = Path.of("src/main/java/io/replicatedpostgres", name.replace('.', '/'), "package-info.java");
            assertThat(said)
                    .content(StandardCharsets.UTF_8)
                    .contains("@API(status = API.Status.%s, since"
                            .formatted(FOR_USERS.contains(name) ? "EXPERIMENTAL" : "INTERNAL"));
        }
    }

    @TestFactory
    Stream<DynamicTest> importsWhatItsRowAllows() {
        return MAY_IMPORT.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey(),
                        () -> noClasses()
                                .that()
                                .resideInAPackage(ROOT + row.getKey())
                                .should()
                                .dependOnClassesThat(oursExcept(row.getKey(), row.getValue()))
                                .because("%s may import only %s: the way the data takes is one way"
                                        .formatted(row.getKey(), new TreeSet<>(row.getValue())))
                                .allowEmptyShould(true)
                                .check(CLASSES)));
    }

    private static DescribedPredicate<JavaClass> oursExcept(String self, Set<String> allowed) {
        var packages = new ArrayList<String>();
        packages.add(ROOT + self);
        allowed.forEach(name -> packages.add(ROOT + name));
        return resideInAPackage("io.replicatedpostgres..")
                .and(DescribedPredicate.not(resideInAnyPackage(packages.toArray(String[]::new))));
    }

    @Test
    void thereAreNoCycles() {
        slices().matching("io.replicatedpostgres.(**)")
                .should()
                .beFreeOfCycles()
                .because("what knows its user cannot be read, tested or replaced without it")
                .check(CLASSES);
    }

    @TestFactory
    Stream<DynamicTest> librariesStayWhereTheyBelong() {
        return Stream.of(
                only("org.junit.jupiter..", "junit", "the harness is usable without JUnit"),
                only("org.assertj..", "assertions", "a failed wait or a verdict is no assertion"),
                only("org.awaitility..", "await", "its defaults poll too slowly and do not bound a look"),
                only(
                        "org.testcontainers..",
                        "provision.container",
                        "it may be excluded, and all local things still work"),
                only(
                        "com.google.gson..",
                        List.of("toxiproxy", "manager"),
                        "values do not know how they are written down; only what speaks HTTP does"),
                only("org.tukaani..", "provision.embedded", "who has no embedded binaries needs none"));
    }

    private static DynamicTest only(String library, String where, String why) {
        return only(library, List.of(where), why);
    }

    private static DynamicTest only(String library, List<String> where, String why) {
        String[] allowed = Stream.concat(where.stream(), Stream.of("journal", "report"))
                .map(name -> ROOT + name)
                .toArray(String[]::new);
        return DynamicTest.dynamicTest(
                library + " only in " + String.join(" and ", where),
                () -> noClasses()
                        .that()
                        .resideInAPackage("io.replicatedpostgres..")
                        .and()
                        .resideOutsideOfPackages(allowed)
                        .should()
                        .dependOnClassesThat(resideInAPackage(library))
                        .because(why)
                        .check(CLASSES));
    }

    @Test
    void theToxiproxyClientIsKnownToOneClass() {
        noClasses()
                .that()
                .resideInAPackage("io.replicatedpostgres..")
                .and()
                .doNotHaveSimpleName("ToxiproxyLink")
                .should()
                .dependOnClassesThat(resideInAPackage("eu.rekawek.toxiproxy.."))
                .because("it sets no timeouts: every call of it is bounded in one place")
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "await", ROOT + "fault")
                .should()
                .callMethodWhere(sleeps())
                .because("a wait says what it waits for, and ends when it is there: see Await")
                .check(CLASSES);
    }

    /** The tests too: they are to pass on every JDK, and on two processors. */
    @Test
    void nobodyTakesTheCommonPool() {
        noClasses()
                .should()
                .callMethodWhere(takesTheCommonPool())
                .because(
                        "from JDK 25 on it may have one thread, and what waits there holds up all others: see Background")
                .check(new ClassFileImporter().importPackages("io.replicatedpostgres"));
    }

    private static DescribedPredicate<JavaMethodCall> takesTheCommonPool() {
        return DescribedPredicate.describe(
                "is a step of a CompletableFuture without an executor",
                call -> call.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                        && call.getName().endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                                .noneMatch(parameter -> parameter.isEquivalentTo(Executor.class)));
    }

    private static DescribedPredicate<JavaMethodCall> sleeps() {
        return DescribedPredicate.describe(
                "is Thread.sleep or TimeUnit.sleep",
                call -> call.getName().equals("sleep")
                        && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                                .contains(call.getTargetOwner().getName()));
    }
}
