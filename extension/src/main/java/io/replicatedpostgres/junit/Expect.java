package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Expectation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a test brings about on purpose. At the end of a test that passed, what its workloads recorded is checked for what
 * PostgreSQL and the spec promise, and a broken promise fails the test; what is expected is left out. The nearest one
 * counts: on the method, else on its class.
 *
 * <p>Without this, it is a failure when two primaries acknowledge writes at once, and, with synchronous standbys and {@code
 * synchronousCommit} of {@code REMOTE_WRITE}, {@code ON} or {@code REMOTE_APPLY}, when an acknowledged write is lost in the
 * first failover.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface Expect {

    /** What is no failure. */
    Expectation[] value();
}
