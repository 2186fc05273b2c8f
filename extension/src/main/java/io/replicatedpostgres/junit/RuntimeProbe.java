package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.runtime.RuntimeChoice;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Capability;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The PostgreSQL that a place leads to, looked for once in a run.
 *
 * @param found null if it leads nowhere
 * @param problem why it leads nowhere; null if it does not
 */
record RuntimeProbe(@Nullable Found found, @Nullable String problem) {

    private static final Namespace NAMESPACE = Namespace.create(RuntimeProbe.class);
    private static final Logger LOG = System.getLogger("io.replicatedpostgres");

    @SuppressWarnings("deprecation") // what replaces getOrComputeIfAbsent is not in JUnit 5.14, and both are in 6
    static RuntimeProbe at(Place place, ExtensionContext context) {
        Object answer = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(place, key -> look(place));
        return (RuntimeProbe) Objects.requireNonNull(answer);
    }

    private static RuntimeProbe look(Place place) {
        try {
            return new RuntimeProbe(new RuntimeChoice().find(place), null);
        } catch (SpecException e) {
            return new RuntimeProbe(null, e.getMessage());
        }
    }

    /** Why a place that leads somewhere lacks a capability; empty if it has it. The provisioner that answers remembers it. */
    static Optional<String> whyNot(Place place, Capability capability) {
        return new RuntimeChoice().whyNot(place, capability);
    }

    /** Why a place that leads somewhere cannot have a failover manager; empty if it can. */
    static Optional<String> whyNot(Place place, ManagerKind manager) {
        return new RuntimeChoice().whyNot(place, manager);
    }

    /** Why a version of a matrix cannot be run here; empty if it can. */
    static Optional<String> problemWith(Matrix.Cell cell, ExtensionContext context) {
        Place configured = Places.of(context);
        Optional<Place> place = cell.in(configured);
        if (place.isEmpty()) {
            return Optional.of(cell.otherRequired(configured));
        }
        return Optional.ofNullable(at(place.get(), context).problem())
                .map(problem -> cell.displayName() + " cannot be had here: " + problem);
    }

    /** Build tools show an invocation's number; here stands which version that is. */
    static void tell(ExtensionContext context, Matrix.Cell cell, int index) {
        String where = context.getRequiredTestClass().getName()
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
        String what = problemWith(cell, context)
                .map(problem -> "not run. " + problem)
                .or(() -> cell.in(Places.of(context))
                        .map(place -> at(place, context).found())
                        .map(Found::toString))
                .orElse("");
        LOG.log(Level.INFO, "{0}[{1}] on {2}: {3}", where, index, cell.displayName(), what);
    }
}
