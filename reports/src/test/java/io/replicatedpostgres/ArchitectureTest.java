package io.replicatedpostgres;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule VALUES_KNOW_NOTHING_ELSE = noClasses()
            .that()
            .resideInAPackage("..model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..journal..", "..check..", "..report..", "com.google.gson..")
            .because("values are what everything else speaks in");

    @ArchTest
    static final ArchRule A_JOURNAL_KNOWS_NO_REPORT = noClasses()
            .that()
            .resideInAPackage("..journal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..check..", "..isolation..", "..report..", "gg.jte..")
            .because("the data goes one way: from what happened to how it is shown");

    @ArchTest
    static final ArchRule A_CHECK_KNOWS_ONLY_WHAT_WAS_RECORDED = noClasses()
            .that()
            .resideInAPackage("..check..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..report..", "com.google.gson..", "gg.jte..", "java.net..")
            .because("the same journal gives the same verdict, now and after a check is mended");

    @ArchTest
    static final ArchRule ISOLATION_KNOWS_ONLY_TRANSACTIONS = noClasses()
            .that()
            .resideInAPackage("..isolation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..check..", "..report..", "com.google.gson..", "java.net..", "java.nio.file..")
            .because("it judges a list of transactions, wherever it comes from");

    @ArchTest
    static final ArchRule NO_TEST_FRAMEWORK_IS_NEEDED = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.junit.jupiter..", "org.assertj..", "org.testcontainers..", "java.sql..")
            .because("this is the bottom module, and a report never touches a server");

    @ArchTest
    static final ArchRule ONLY_THE_LISTENER_KNOWS_JUNIT = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("ReportListener")
            .and()
            .resideOutsideOfPackage("..shard..")
            .and()
            .doNotHaveSimpleName("OutputDirectory")
            .and()
            .doNotHaveFullyQualifiedName("io.replicatedpostgres.report.ReportListener$1")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..")
            .because("the command line renders without JUnit");

    @ArchTest
    static final ArchRule SHARDS_KNOW_ONLY_CLASSES_AND_TIMES = noClasses()
            .that()
            .resideInAPackage("..shard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..journal..", "..check..", "..isolation..", "..report..", "com.google.gson..")
            .because("which tests run does not depend on what they record");
}
