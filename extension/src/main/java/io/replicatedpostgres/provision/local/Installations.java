package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL binaries of this machine. */
final class Installations {

    /** An installation that is chosen by itself has them: the harness runs them. */
    private static final Set<String> EXPECTED = Set.of("pg_basebackup", "pg_rewind", "pg_archivecleanup");

    /** Parent, and what lies between a child of it and its binaries: Debian, Red Hat, EDB, Homebrew, Postgres.app. */
    private static final Map<String, String> PLACES = Map.of(
            "/usr/lib/postgresql", "bin",
            "/usr", "bin",
            "/opt", "bin",
            "/opt/homebrew/opt", "bin",
            "/usr/local/opt", "bin",
            "/Library/PostgreSQL", "bin",
            "/opt/PostgreSQL", "bin",
            "/Applications/Postgres.app/Contents/Versions", "bin");

    private static final Map<Path, PostgresVersion> VERSIONS = new ConcurrentHashMap<>();
    private static final Map<Path, Optional<Path>> BINDIRS = new ConcurrentHashMap<>();

    private Installations() {}

    /**
     * The installation to use: the one given, else the wanted version, else the newest.
     *
     * @throws SpecException if there is none; the message tells what to install or set
     */
    static PostgresBinaries choose(Place place) {
        requireSupported(place.version());
        if (place.binaries() != null) {
            return given(place.binaries(), place.version());
        }
        List<PostgresBinaries> found = find();
        PostgresBinaries chosen = found.stream()
                .filter(binaries -> matches(binaries, place.version()))
                .max(Comparator.comparing(Installations::hasAllExpected).thenComparing(PostgresBinaries::version))
                .orElseThrow(() -> nothing(place.version(), found));
        return OtherInstallations.completed(chosen);
    }

    private static boolean hasAllExpected(PostgresBinaries binaries) {
        return hasAll(Path.of(binaries.directory()), EXPECTED);
    }

    private static boolean hasAll(Path directory, Set<String> programs) {
        return programs.stream().allMatch(program -> Files.isExecutable(directory.resolve(program)));
    }

    static boolean isSupported(PostgresBinaries binaries) {
        return PostgresBinaries.run(binaries.version());
    }

    static void requireSupported(@Nullable String version) {
        if (version != null && !PostgresBinaries.run(version)) {
            throw SpecException.of(
                    PlaceKey.VERSION.key() + " = " + version,
                    "wanted a version of PostgreSQL from %s to %s"
                            .formatted(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST),
                    "Write for example 15 or 15.18");
        }
    }

    private static PostgresBinaries given(String directory, @Nullable String version) {
        Path path = Path.of(directory).toAbsolutePath();
        List<String> missing = PostgresBinaries.ESSENTIAL.stream()
                .filter(program -> !Files.isExecutable(path.resolve(program)))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw SpecException.of(
                    PlaceKey.BINARIES.key() + " = " + directory,
                    "there is no executable " + String.join(", ", missing) + " in it",
                    "Name the directory with the server's programs, for example /usr/lib/postgresql/15/bin");
        }
        PostgresBinaries binaries = probe(path)
                .orElseThrow(() -> SpecException.of(
                        PlaceKey.BINARIES.key() + " = " + directory,
                        "its postgres does not answer --version",
                        "Check that it is built for this machine"));
        if (!isSupported(binaries)) {
            requireSupported(String.valueOf(binaries.version().major()));
        }
        if (!matches(binaries, version)) {
            throw SpecException.of(
                    PlaceKey.BINARIES.key() + " = " + directory,
                    "it holds PostgreSQL %s, and %s was asked for".formatted(binaries.version(), version),
                    "Name another directory, or leave out the version");
        }
        return OtherInstallations.completed(binaries);
    }

    static boolean matches(PostgresBinaries binaries, @Nullable String version) {
        return version == null
                || String.valueOf(binaries.version().major()).equals(version)
                || binaries.version().toString().equals(version);
    }

    /** Every installation of a supported version that can run a server. */
    static List<PostgresBinaries> find() {
        Set<Path> directories = new LinkedHashSet<>();
        SmallCommand.onPath("postgres").map(Path::getParent).ifPresent(directories::add);
        SmallCommand.onPath("pg_config")
                .flatMap(program -> BINDIRS.computeIfAbsent(program, Installations::bindir))
                .ifPresent(directories::add);
        PLACES.forEach(
                (parent, below) -> children(Path.of(parent)).forEach(child -> directories.add(child.resolve(below))));
        return directories.stream()
                .filter(directory -> hasAll(directory, PostgresBinaries.ESSENTIAL))
                .map(Installations::probe)
                .flatMap(Optional::stream)
                .filter(Installations::isSupported)
                .toList();
    }

    private static Optional<Path> bindir(Path pgConfig) {
        return SmallCommand.output(pgConfig.toString(), "--bindir")
                .map(String::strip)
                .map(Path::of);
    }

    private static List<Path> children(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return new ArrayList<>(children.sorted().toList());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<PostgresBinaries> probe(Path directory) {
        PostgresVersion known = VERSIONS.get(directory);
        if (known == null) {
            try {
                known = SmallCommand.output(directory.resolve("postgres").toString(), "--version")
                        .map(PostgresVersion::parse)
                        .orElse(null);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            if (known == null) {
                return Optional.empty();
            }
            VERSIONS.put(directory, known);
        }
        return Optional.of(new PostgresBinaries(directory.toString(), known));
    }

    private static SpecException nothing(@Nullable String version, List<PostgresBinaries> found) {
        String there = found.isEmpty()
                ? "nothing"
                : found.stream().map(PostgresBinaries::toString).collect(Collectors.joining(", "));
        return SpecException.of(
                version == null ? "PostgreSQL" : "%s = %s".formatted(PlaceKey.VERSION.key(), version),
                "no such server binaries on this machine; found %s on PATH, by pg_config and below %s"
                        .formatted(there, String.join(", ", new TreeSet<>(PLACES.keySet()))),
                "Install them (Debian and Ubuntu: apt-get install postgresql; Red Hat: dnf install postgresql-server; macOS: brew install postgresql@17), or set %s"
                        .formatted(PlaceKey.BINARIES.key()));
    }
}
