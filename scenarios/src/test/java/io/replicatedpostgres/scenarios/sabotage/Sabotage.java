package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A scenario whose cause is taken away, or against which there is a protection, and the assertion that must fail then.
 *
 * @param suite the class of the scenario
 * @param name its method
 * @param invocation which invocation of a parameterized method, from 0; -1 if it has no parameters
 * @param how what is done to the cluster, in words for the table
 * @param failures of these one is a part of the message of the assertion that must fail
 * @param before done to the cluster before the scenario begins
 * @param beside done again and again while it runs, whether it succeeds or not
 */
record Sabotage(
        Class<?> suite,
        String name,
        int invocation,
        String how,
        List<String> failures,
        Consumer<Cluster> before,
        Consumer<Cluster> beside) {

    /** Nothing is done yet. */
    static Sabotage of(Class<?> suite, String name) {
        return new Sabotage(suite, name, -1, "", List.of(), Sabotage::nothing, Sabotage::nothing);
    }

    /** One invocation of a parameterized method. */
    Sabotage invocation(int index) {
        return new Sabotage(suite, name, index, how, failures, before, beside);
    }

    /** What is done to the cluster before the scenario begins. */
    Sabotage before(String words, Consumer<Cluster> act) {
        return new Sabotage(suite, name, invocation, words, failures, act, beside);
    }

    /** What is done to the cluster again and again while the scenario runs. */
    Sabotage beside(String words, Consumer<Cluster> act) {
        return new Sabotage(suite, name, invocation, words, failures, before, act);
    }

    /** Every fault is healed as soon as it is injected. */
    Sabotage faultsHealAtOnce() {
        return beside("each fault is healed as soon as it is injected", Cluster::healAll);
    }

    /** A part of the message of the assertion that must fail; of several the first one that is reached. */
    Sabotage failsWith(String... messages) {
        return new Sabotage(suite, name, invocation, how, List.of(messages), before, beside);
    }

    private static void nothing(Cluster cluster) {}

    Method method() {
        return Arrays.stream(suite.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no " + this));
    }

    /** The tags of the scenario. */
    List<String> tags() {
        return Stream.of(suite, method())
                .flatMap(element -> AnnotationSupport.findRepeatableAnnotations(element, Tag.class).stream())
                .map(Tag::value)
                .toList();
    }

    @Override
    public String toString() {
        return suite.getSimpleName() + "." + name + (invocation < 0 ? "" : "[" + invocation + "]");
    }
}
