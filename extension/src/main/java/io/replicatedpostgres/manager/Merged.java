package io.replicatedpostgres.manager;

import io.replicatedpostgres.spec.Manager;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings of which the later ones count. */
final class Merged {

    private Merged() {}

    /** Defaults, and what was asked for. */
    static Map<String, String> settings(Map<String, String> defaults, Manager asked) {
        var all = new LinkedHashMap<>(defaults);
        all.putAll(asked.settings());
        return all;
    }

    /** The settings that were asked for, with changes. */
    static Manager manager(Manager asked, Manager changes) {
        return new Manager(asked.kind(), settings(asked.settings(), changes), asked.dcsMembers());
    }
}
