package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Overrides settings of a server until the fault heals. */
final class Overrides {

    private static final String REASON = "a fault that is injected";

    private Overrides() {}

    /** Puts settings into force that a reload is enough for. */
    static Healing reload(Patient patient, Map<String, String> settings) {
        List<Runnable> takeBacks = set(patient, settings);
        Healing undo = Cure.of(() -> {
            Closing.all(takeBacks);
            patient.applyConfiguration();
        });
        return undo.unlessThrows(patient::applyConfiguration);
    }

    /** Sets them without a reload; the result takes them back, without a reload too. */
    static List<Runnable> set(Patient patient, Map<String, String> settings) {
        var takeBacks = new ArrayList<Runnable>();
        settings.forEach((name, value) -> takeBacks.add(patient.configuration().override(name, value, REASON)));
        return takeBacks;
    }
}
