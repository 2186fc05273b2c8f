package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationsTest {

    @TempDir
    private Path directory;

    private static Place place(String version, String binaries) {
        return Places.with(Map.of(PlaceKey.VERSION, version, PlaceKey.BINARIES, binaries));
    }

    @Test
    void theNewestIsChosen() {
        var all = Installations.find();

        var chosen = Installations.choose(Place.anywhere());

        assertThat(chosen.version())
                .isEqualTo(all.stream()
                        .map(PostgresBinaries::version)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    @Test
    void aMajorOrAWholeVersionIsFound() {
        var any = Installations.find().get(0);

        assertThat(Installations.choose(place(String.valueOf(any.version().major()), ""))
                        .version()
                        .major())
                .isEqualTo(any.version().major());
        assertThat(Installations.choose(place(any.version().toString(), "")).version())
                .isEqualTo(any.version());
    }

    @Test
    void theDirectoryThatIsNamedIsTaken() throws IOException {
        fake("PostgreSQL 14.99");

        var chosen = Installations.choose(place("", directory.toString()));

        assertThat(chosen.directory()).isEqualTo(directory.toString());
        assertThat(chosen.version()).hasToString("14.99");
        assertThat(chosen.path("initdb")).isEqualTo(directory + "/initdb");
    }

    @Test
    void aDirectoryWithAnotherVersionThanWantedIsRefused() throws IOException {
        fake("postgres (PostgreSQL) 14.98");

        assertThatThrownBy(() -> Installations.choose(place("15", directory.toString())))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("it holds PostgreSQL 14.98, and 15 was asked for");
    }

    @Test
    void aVersionNobodyKnowsIsRefusedThoughItIsThere() throws IOException {
        fake("postgres (PostgreSQL) 10.23");

        assertThatThrownBy(() -> Installations.choose(place("", directory.toString())))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("replicatedpostgres.version = 10: wanted a version of PostgreSQL from 11 to 18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"19devel", "18beta1", "17rc1"})
    void aVersionBeforeItsFirstReleaseIsTakenAndWarnedOf(String version) throws IOException {
        fake("postgres (PostgreSQL) " + version);

        var chosen = Installations.choose(place(version, directory.toString()));

        assertThat(chosen.version()).hasToString(version);
        assertThat(chosen.warning().orElseThrow())
                .startsWith("PostgreSQL %s comes before the first release of %s, "
                        .formatted(version, version.substring(0, 2)));
        assertThat(Installations.choose(place("", directory.toString()))).isEqualTo(chosen);
    }

    @Test
    void aReleaseIsNotWarnedOf() throws IOException {
        fake("postgres (PostgreSQL) 18.1");

        assertThat(Installations.choose(place("", directory.toString())).warning())
                .isEmpty();
    }

    @Test
    void aReleaseThatNobodyKnowsYetIsRefused() throws IOException {
        fake("postgres (PostgreSQL) 19.1");

        assertThatThrownBy(() -> Installations.choose(place("", directory.toString())))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("replicatedpostgres.version = 19: wanted a version of PostgreSQL from 11 to 18");
    }

    private void fake(String version) throws IOException {
        for (String program : List.of(
                "postgres", "initdb", "pg_ctl", "pg_controldata", "pg_basebackup", "pg_rewind", "pg_archivecleanup")) {
            Path file = Files.writeString(directory.resolve(program), "#!/bin/sh\necho '%s'\n".formatted(version));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
