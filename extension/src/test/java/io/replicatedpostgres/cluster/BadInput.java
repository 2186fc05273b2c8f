package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Something that cannot be had.
 *
 * @param what is wrong
 * @param written how a user would have written it
 * @param place the place it is asked of; given where the test works
 * @param spec what is asked for; given a builder for that place
 * @param whyNot why this machine cannot make it for a test; empty if it can
 */
record BadInput(
        String what,
        String written,
        Function<WorkPlace, Place> place,
        UnaryOperator<ClusterSpecBuilder> spec,
        Supplier<String> whyNot) {

    static BadInput spec(String what, String written, UnaryOperator<ClusterSpecBuilder> spec) {
        return new BadInput(what, written, WorkPlace::place, spec, BadInput::nothing);
    }

    static BadInput place(String what, String written, Function<WorkPlace, Place> place) {
        return new BadInput(what, written, place, spec -> spec, BadInput::nothing);
    }

    static BadInput key(String what, PlaceKey key, String value) {
        return place(what, key.key() + " = " + value, work -> work.place(Map.of(key, value)));
    }

    BadInput onlyAsRoot() {
        return unless(() -> isRoot() ? "" : "only root meets this, or can make it");
    }

    BadInput unless(Supplier<String> reason) {
        return new BadInput(what, written, place, spec, reason);
    }

    private static String nothing() {
        return "";
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Override
    public String toString() {
        return what;
    }
}
