package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import java.util.function.Consumer;

/** Something broken on one server. */
record NodeDamage(FaultKind kind, Identified target, String description, Consumer<Patient> act) implements Damage {

    @Override
    public void strike(Scene scene) {
        Patient patient = scene.patient(target.ref());
        Fitness.requireCapability(kind, patient);
        act.accept(patient);
    }

    @Override
    public String toString() {
        return kind + ": " + description;
    }
}
