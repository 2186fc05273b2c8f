package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;

/** A working directory that no other process uses, and no next cluster, so that what is left in it is ours. */
final class WorkPlace {

    private final Path directory;

    private WorkPlace(Path directory) {
        this.directory = directory;
    }

    /** Below a directory that the servers' user must be able to enter. */
    static WorkPlace in(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new WorkPlace(directory.toRealPath());
    }

    Path directory() {
        return directory;
    }

    Place place() {
        return place(Map.of());
    }

    /** This place, but for some keys. */
    Place place(Map<PlaceKey, String> but) {
        var values = new EnumMap<PlaceKey, String>(PlaceKey.class);
        values.put(PlaceKey.DIRECTORY, directory.toString());
        values.put(PlaceKey.AHEAD, "NOTHING");
        values.putAll(but);
        return Places.with(values);
    }

    ClusterSpecBuilder spec() {
        return ClusterSpec.builder().place(place());
    }
}
