package io.replicatedpostgres.junit;

import io.replicatedpostgres.fault.FaultKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or a class of them, where one of these faults can never be had, whatever the machine: see
 * {@link FaultKind#unavailable}. Decided before a cluster starts; the reason stands in the report too.
 *
 * <p>What depends on the machine ({@link FaultKind#needs()}: root, a kernel module) is known only once there is a host, and
 * fails the test then.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(TestConditions.class)
public @interface RequiresFault {

    /** Each of these is needed. */
    FaultKind[] value();
}
