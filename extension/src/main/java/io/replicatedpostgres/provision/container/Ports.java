package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The ports of this machine that clients of clusters in containers connect to. */
final class Ports {

    private Ports() {}

    static PortLease lease(Place place) {
        String base = place.directory() == null ? System.getProperty("java.io.tmpdir") : place.directory();
        Path directory =
                Path.of(base).toAbsolutePath().resolve("replicated-postgres-" + System.getProperty("user.name"));
        try {
            makePrivate(directory);
            makePrivate(directory.resolve("ports"));
        } catch (IOException e) {
            throw SpecException.of(
                    "%s = %s".formatted(PlaceKey.DIRECTORY.key(), base),
                    "a private directory cannot be made there (%s)".formatted(e),
                    "Name a directory that %s can write".formatted(System.getProperty("user.name")));
        }
        return PortLease.take(directory.resolve("ports"), place);
    }

    private static void makePrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
