package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.postgres.PostgresBinaries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Programs that a directory of binaries lacks, taken from another installation of the same major version: all minor versions of one
 * share their files' layout, and {@code pg_rewind} itself refuses a data directory of another catalog version before it touches
 * anything. Source: {@code sanityChecks} in PostgreSQL's {@code src/bin/pg_rewind/pg_rewind.c}.
 */
final class OtherInstallations {

    private OtherInstallations() {}

    /** The same binaries, with what they lack looked for on this machine. */
    static PostgresBinaries completed(PostgresBinaries binaries) {
        var lacking = new TreeSet<>(PostgresBinaries.optional(binaries.version()));
        lacking.removeIf(program -> isIn(binaries.directory(), program));
        if (lacking.isEmpty()) {
            return binaries;
        }
        Map<String, String> elsewhere = found(lacking, others(binaries));
        lacking.removeAll(elsewhere.keySet());
        return new PostgresBinaries(binaries.directory(), binaries.version(), elsewhere, lacking);
    }

    private static List<PostgresBinaries> others(PostgresBinaries binaries) {
        return Installations.find().stream()
                .filter(other -> other.version().major() == binaries.version().major())
                .toList();
    }

    static Map<String, String> found(Iterable<String> lacking, List<PostgresBinaries> others) {
        var elsewhere = new HashMap<String, String>();
        for (String program : lacking) {
            Optional<PostgresBinaries> other = others.stream()
                    .filter(candidate -> isIn(candidate.directory(), program))
                    .findFirst();
            other.ifPresent(owner -> elsewhere.put(program, owner.directory() + "/" + program));
        }
        return elsewhere;
    }

    private static boolean isIn(String directory, String program) {
        return Files.isExecutable(Path.of(directory, program));
    }
}
