package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.ServerProfile;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, or a class of them, unless its servers are set up so: a test that fills or counts WAL segments of 1 MiB needs
 * {@link ServerProfile#SMALL}. Decided before a cluster starts; the reason stands in the report too.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(TestConditions.class)
public @interface EnabledOnProfile {

    /** The profile it needs; {@code replicatedpostgres.profile} chooses one, {@link ServerProfile#SMALL} by default. */
    ServerProfile value();
}
