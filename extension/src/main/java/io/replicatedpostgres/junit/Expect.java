package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Expectation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a test brings about on purpose. At the end of a test that passed, what its workloads recorded is judged by what PostgreSQL
 * and the cluster promise, and a broken promise fails the test. What is expected here is judged too and is no failure; a test in
 * which it does not happen fails. What may happen and need not is said with {@link Allow}. The nearest one counts: on the method,
 * else on its class.
 *
 * <p>Without this, it is a failure when two primaries acknowledge writes at once, when rows or values are there that no client
 * wrote, and when an acknowledged write is lost that had to survive: one that waited for a synchronous standby, or one that no
 * failover and no crash explains. Any other loss is told, and fails nothing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Expect {

    /** What is brought about. */
    Expectation[] value();
}
