package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Something that cannot be had.
 *
 * @param what is wrong
 * @param written how a user would have written it
 * @param place the place it is asked of; given where the test works
 * @param spec what is asked for; given a builder for that place
 * @param asRoot whether only root meets it, or can make it for a test
 */
record BadInput(
        String what,
        String written,
        Function<WorkPlace, Place> place,
        UnaryOperator<ClusterSpecBuilder> spec,
        boolean asRoot) {

    static BadInput spec(String what, String written, UnaryOperator<ClusterSpecBuilder> spec) {
        return new BadInput(what, written, WorkPlace::place, spec, false);
    }

    static BadInput place(String what, String written, Function<WorkPlace, Place> place) {
        return new BadInput(what, written, place, spec -> spec, false);
    }

    static BadInput key(String what, PlaceKey key, String value) {
        return place(what, key.key() + " = " + value, work -> work.place(Map.of(key, value)));
    }

    BadInput onlyAsRoot() {
        return new BadInput(what, written, place, spec, true);
    }

    @Override
    public String toString() {
        return what;
    }
}
