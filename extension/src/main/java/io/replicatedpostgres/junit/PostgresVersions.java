package io.replicatedpostgres.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

// MatrixOfMethods comes first: it refuses an old JUnit before that reads the next annotation
/**
 * Runs a test once for each of several versions of PostgreSQL: on a class all of it, nested classes included; on a method
 * <em>instead of</em> {@code @Test}. Which cluster each run has, {@link ReplicatedPostgres} says, without a version.
 *
 * <p>A version that cannot be had on this machine is not left out: its tests are skipped, and the reason names what is there.
 * So they are when {@code replicatedpostgres.version} requires another one. The version stands in the display name, in a
 * logged line, in the report and in the failure.
 *
 * <p>With {@link ReplicatedPostgres#shared()} there is one cluster for each version. What runs once for the whole class,
 * before the first version, can have none: a static field, {@code @BeforeAll}, the constructor of a class with one
 * instance for all its methods.
 *
 * <p>An error are: beside {@code @Test}, {@code @ParameterizedTest}, {@code @ParameterizedClass} and the like; one matrix
 * within another; a version that the harness does not know (it knows 11 to 18). Needs JUnit 5.13 or later.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@TestTemplate
@ClassTemplate
@ExtendWith(MatrixOfMethods.class)
@ExtendWith(MatrixOfClasses.class)
@ExtendWith(TestConditions.class)
public @interface PostgresVersions {

    /** Major or whole versions, for example {@code "15"} or {@code "15.18"}, in the order they run. */
    String[] value();
}
