package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.embedded.EmbeddedArchive;
import io.replicatedpostgres.provision.embedded.EmbeddedCache;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL binaries on the class path, unpacked into a cache of this machine. Nothing is downloaded here. */
final class EmbeddedInstallations {

    /** By who runs them and where the archive lies: what was unpacked once is not looked at again in this JVM. */
    private static final Map<List<String>, PostgresBinaries> KNOWN = new ConcurrentHashMap<>();

    private EmbeddedInstallations() {}

    /**
     * The binaries to use: the wanted version, else the newest on the class path.
     *
     * @throws SpecException if there are none; the message tells what to add
     */
    static PostgresBinaries choose(Place place) {
        Installations.requireSupported(place.version());
        List<EmbeddedArchive> archives = EmbeddedArchive.onClassPath();
        RunAs runAs = RunAs.of(place);
        var seen = new ArrayList<PostgresBinaries>();
        for (EmbeddedArchive archive : likelyFirst(archives, place.version())) {
            PostgresBinaries binaries = unpacked(archive, runAs);
            if (place.version() != null && Installations.matches(binaries, place.version())) {
                return binaries;
            }
            seen.add(binaries);
        }
        return seen.stream()
                .filter(binaries -> Installations.matches(binaries, place.version()))
                .filter(Installations::isSupported)
                .max(Comparator.comparing(PostgresBinaries::version))
                .orElseThrow(() -> nothing(place.version(), seen));
    }

    /** So that not all have to be unpacked to find one. */
    private static List<EmbeddedArchive> likelyFirst(List<EmbeddedArchive> archives, @Nullable String version) {
        if (version == null) {
            return archives;
        }
        int major = PostgresVersion.parse(version).major();
        return archives.stream()
                .sorted(Comparator.comparing(archive -> !archive.probableMajor().equals(Optional.of(major))))
                .toList();
    }

    private static PostgresBinaries unpacked(EmbeddedArchive archive, RunAs runAs) {
        var key = List.of(runAs.toString(), archive.url());
        PostgresBinaries known = KNOWN.get(key);
        if (known == null) {
            known = OtherInstallations.completed(unpack(archive, runAs));
            KNOWN.put(key, known);
        }
        return known;
    }

    private static PostgresBinaries unpack(EmbeddedArchive archive, RunAs runAs) {
        var problems = new ArrayList<String>();
        for (Path directory : CachePlaces.of(runAs)) {
            try {
                Path bin =
                        new EmbeddedCache(directory, runAs.drops()).get(archive).resolve("bin");
                SmallCommand.Answer answer = SmallCommand.ask(
                        runAs.command(List.of(bin.resolve("postgres").toString(), "--version")));
                if (answer.succeeded()) {
                    return new PostgresBinaries(bin.toString(), PostgresVersion.parse(answer.output()));
                }
                problems.add("%s/postgres cannot be run: %s"
                        .formatted(bin, answer.output().strip()));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(e.toString());
            }
        }
        throw SpecException.of(
                archive.toString(),
                "the PostgreSQL in it cannot be had on this machine: " + String.join("; ", problems),
                "Make one of these directories writable, without noexec, and see that the system has glibc, libstdc++6 and libgcc_s (Debian and Ubuntu: apt-get install libstdc++6); or install PostgreSQL");
    }

    private static SpecException nothing(@Nullable String version, List<PostgresBinaries> seen) {
        String there = seen.isEmpty()
                ? "nothing"
                : seen.stream()
                        .map(PostgresBinaries::version)
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
        return SpecException.of(
                version == null
                        ? PlaceKey.RUNTIME.key() + " = embedded"
                        : "%s = %s".formatted(PlaceKey.VERSION.key(), version),
                "no such server binaries on the class path; found %s".formatted(there),
                "Add a version of the test dependency " + EmbeddedArchive.artifact());
    }
}
