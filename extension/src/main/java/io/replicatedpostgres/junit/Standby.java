package io.replicatedpostgres.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One standby of {@link ReplicatedPostgres#standby()}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Standby {

    /** No slot: WAL that the standby still needs may be removed. */
    String NO_SLOT = "-";

    /** Its name; by default {@code node-2}, {@code node-3} … */
    String name() default "";

    /** The node it streams from; by default the primary. Naming another standby makes a cascade. */
    String upstream() default "";

    /** The slot it streams through, one of {@link ReplicatedPostgres#slots()}; by default one of its own. */
    String slot() default "";

    /** PostgreSQL settings of this standby alone, each {@code name = value}. */
    String[] settings() default {};

    /**
     * A disk of its own for this standby alone, written as {@link ReplicatedPostgres#disk()}: it can lose its power, and its disk can fail.
     * By default what the cluster has.
     */
    String disk() default "";
}
