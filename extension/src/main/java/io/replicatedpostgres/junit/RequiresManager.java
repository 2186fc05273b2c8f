package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.ManagerKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or a class of them, where one of these failover managers cannot be had: its programs are missing, or the right to make
 * networks. Decided before a cluster starts; the reason stands in the report too.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(TestConditions.class)
public @interface RequiresManager {

    /** Each of these is needed. */
    ManagerKind[] value();
}
