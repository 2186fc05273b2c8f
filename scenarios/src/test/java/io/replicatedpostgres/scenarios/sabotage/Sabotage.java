package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.Scenario;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A scenario whose cause is taken away, or against which there is a protection, and the assertion that must fail then.
 *
 * @param suite the class of the scenario
 * @param name its method
 * @param invocation which invocation of a parameterized method, from 0; -1 if it has no parameters
 * @param how what is done to the cluster, in words for the table
 * @param failure a part of the message of the assertion that must fail
 * @param before done to the cluster before the scenario begins
 * @param beside done again and again while it runs, whether it succeeds or not
 */
record Sabotage(
        Class<?> suite,
        String name,
        int invocation,
        String how,
        String failure,
        Consumer<Cluster> before,
        Consumer<Cluster> beside) {

    /** Nothing is done yet. */
    static Sabotage of(Class<?> suite, String name) {
        return new Sabotage(suite, name, -1, "", "", Sabotage::nothing, Sabotage::nothing);
    }

    /** One invocation of a parameterized method. */
    Sabotage invocation(int index) {
        return new Sabotage(suite, name, index, how, failure, before, beside);
    }

    /** What is done to the cluster before the scenario begins. */
    Sabotage before(String words, Consumer<Cluster> act) {
        return new Sabotage(suite, name, invocation, words, failure, act, beside);
    }

    /** What is done to the cluster again and again while the scenario runs. */
    Sabotage beside(String words, Consumer<Cluster> act) {
        return new Sabotage(suite, name, invocation, words, failure, before, act);
    }

    /** Every fault is healed as soon as it is injected. */
    Sabotage faultsHealAtOnce() {
        return beside("each fault is healed as soon as it is injected", Cluster::healAll);
    }

    /** A part of the message of the assertion that must fail. */
    Sabotage failsWith(String message) {
        return new Sabotage(suite, name, invocation, how, message, before, beside);
    }

    private static void nothing(Cluster cluster) {}

    Method method() {
        return Arrays.stream(suite.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + this));
    }

    /** Where the scenario comes from, as it says itself. */
    String source() {
        return Optional.ofNullable(method().getAnnotation(Scenario.class))
                .or(() -> Optional.ofNullable(suite.getAnnotation(Scenario.class)))
                .map(Scenario::source)
                .orElseThrow(() -> new IllegalStateException("no @Scenario on " + this));
    }

    @Override
    public String toString() {
        return suite.getSimpleName() + "." + name + (invocation < 0 ? "" : "[" + invocation + "]");
    }
}
