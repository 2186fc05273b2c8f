package io.replicatedpostgres.junit;

import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.local.LocalProvisioner;
import io.replicatedpostgres.spec.Place;
import java.util.HashMap;
import java.util.Map;

/** A configuration with which exactly one version can be had, whatever else is installed. */
final class OneInstallation {

    private OneInstallation() {}

    static Found found() {
        return new LocalProvisioner().find(Place.ofThisJvm());
    }

    static String major() {
        return String.valueOf(found().binaries().version().major());
    }

    static Map<String, String> configuration(String... more) {
        var all = new HashMap<>(Map.of(
                "replicatedpostgres.runtime", "local",
                "replicatedpostgres.version", "",
                "replicatedpostgres.binaries", found().binaries().directory()));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
