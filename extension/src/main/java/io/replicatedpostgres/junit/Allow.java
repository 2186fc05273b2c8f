package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Expectation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What may happen in a test and is no failure: the weaker word beside {@link Expect}, which fails a test in which the thing does
 * not happen. The nearest one counts: on the method, else on its class.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Allow {

    /** What may happen. */
    Expectation[] value();
}
