package io.replicatedpostgres.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or a class of them, unless its PostgreSQL has one of these major versions. Decided before a cluster starts,
 * and within {@link PostgresVersions} for each version; the reason stands in the report too.
 *
 * <p>The version is the one that the test would get: of the matrix, else as configured, else of
 * {@link ReplicatedPostgres#version()} or of an extension in a static field, else the one found. If there is none at all the
 * test is not skipped: it fails, and says what is missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(TestConditions.class)
public @interface EnabledOnPostgres {

    /** The first major version; by default there is no first. */
    int from() default 0;

    /** The last major version, included; by default there is no last. */
    int to() default Integer.MAX_VALUE;
}
