package io.replicatedpostgres.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or a class of them, where a program of PostgreSQL is missing: embedded binaries have no {@code pg_rewind}. A program of
 * another installation of the same major version on the machine counts. Decided before a cluster starts; the reason stands in the
 * report too.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(TestConditions.class)
public @interface RequiresTool {

    /** The names of the programs, for example {@code pg_rewind}. */
    String[] value();
}
