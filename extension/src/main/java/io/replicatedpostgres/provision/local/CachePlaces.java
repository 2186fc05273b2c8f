package io.replicatedpostgres.provision.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where unpacked binaries may lie on this machine, the best place first. No memory file system: programs stay for long. */
final class CachePlaces {

    private static final String NAME = "replicated-postgres";

    private CachePlaces() {}

    /** For servers of this user: if root drops its rights for them, the place must be readable by every user. */
    static List<Path> of(RunAs runAs) {
        return of(runAs.drops(), System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home"));
    }

    static List<Path> of(boolean forOthers, @Nullable String cacheHome, @Nullable String home) {
        var places = new ArrayList<Path>();
        if (forOthers) {
            places.add(Path.of("/var/cache", NAME, "embedded"));
        } else if (cacheHome != null && Path.of(cacheHome).isAbsolute()) {
            places.add(Path.of(cacheHome, NAME, "embedded"));
        } else if (home != null && Path.of(home).isAbsolute()) {
            boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
            places.add(Path.of(home, mac ? "Library/Caches" : ".cache", NAME, "embedded"));
        }
        places.add(Path.of(
                System.getProperty("java.io.tmpdir"),
                "%s-%s-embedded".formatted(NAME, System.getProperty("user.name"))));
        return places;
    }
}
