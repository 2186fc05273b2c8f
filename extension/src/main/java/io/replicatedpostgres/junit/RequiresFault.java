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
 * Skips a test, or a class of them, where one of these faults cannot be had: never on this runtime ({@link
 * FaultKind#unavailable}), or not on this machine ({@link FaultKind#needs()}: root, the right to mount). Decided before a
 * cluster starts; the reason stands in the report too.
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
