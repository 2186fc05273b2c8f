package io.replicatedpostgres.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The description of a test, for the report and the documentation. Every part may be left out. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Scenario {

    /** The situation in which the scenario begins. */
    String situation() default "";

    /** What one naturally, and perhaps wrongly, expects. */
    String expectation() default "";

    /** What really happens. */
    String reality() default "";

    /** Where this is documented, reported or measured. */
    String source() default "";

    /**
     * How bad it is when it happens in production. Where it is left out, a {@code @Tag} of {@code low}, {@code medium}, {@code high} or
     * {@code critical} says it.
     */
    String severity() default "";
}
