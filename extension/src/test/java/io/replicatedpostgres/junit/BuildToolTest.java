package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildToolTest {

    @TempDir
    Path directory;

    @Test
    void aModuleOfMavenIsNamedFromTheTop() throws IOException {
        Files.createFile(directory.resolve("pom.xml"));
        Files.createDirectories(directory.resolve("a/b"));
        Files.createFile(directory.resolve("a/pom.xml"));
        Files.createFile(directory.resolve("a/b/pom.xml"));

        assertThat(command(directory.resolve("a/b"), "m"))
                .isEqualTo("mvn -pl a/b -am test -Dtest=com.acme.T#m -Dsurefire.failIfNoSpecifiedTests=false -Dk=v");
        assertThat(command(directory, "m")).isEqualTo("mvn test -Dtest=com.acme.T#m -Dk=v");
    }

    @Test
    void whatFailsafeRunsIsNotGivenToSurefire() {
        String command = BuildTool.at(directory).command("com.acme.StoryIT", null, true, Map.of());

        assertThat(command)
                .isEqualTo(
                        "mvn verify -Dtest=none -Dit.test=com.acme.StoryIT -Dfailsafe.failIfNoSpecifiedTests=false -Dsurefire.failIfNoSpecifiedTests=false");
    }

    @Test
    void gradleIsToldInItsWay() throws IOException {
        Files.createFile(directory.resolve("settings.gradle"));
        Files.createDirectories(directory.resolve("app"));
        Files.createFile(directory.resolve("app/build.gradle.kts"));

        assertThat(command(directory.resolve("app"), "m")).isEqualTo("gradle :app:test --tests com.acme.T.m -Dk=v");
    }

    @Test
    void whatAShellWouldReadIsQuoted() {
        assertThat(BuildTool.at(directory).command("T$Nested", "it's; rm -rf", false, Map.of()))
                .isEqualTo("mvn test '-Dtest=T$Nested#it'\\''s; rm -rf'");
    }

    @Test
    void whoRunsAClassIsToldByItsNameAndPlace() {
        assertThat(RunAgain.isOfFailsafe(BuildToolTest.class)).isFalse();
        assertThat(RunAgain.isOfFailsafe(ReplicatedPostgres.class)).isTrue();
        assertThat(RunAgain.isOfFailsafe(String.class)).isFalse();
    }

    private String command(Path module, String method) {
        return BuildTool.at(module).command("com.acme.T", method, false, Map.of("k", "v"));
    }

    @Test
    void whateverWasNotAsByDefaultIsSaidAgain() {
        Place place = Place.from(key ->
                Optional.ofNullable(Map.of(PlaceKey.PROFILE.key(), "production", PlaceKey.TIMEOUT_FACTOR.key(), "3")
                        .get(key)));
        ClusterSpec spec = ClusterSpec.builder().standbys(0).build();
        try (Cluster cluster = Cluster.start(Places.at(place, spec))) {
            assertThat(RunAgain.settings(cluster))
                    .containsEntry(PlaceKey.RUNTIME.key(), cluster.runtime().toString())
                    .containsEntry(PlaceKey.PROFILE.key(), "PRODUCTION")
                    .containsEntry(PlaceKey.TIMEOUT_FACTOR.key(), "3.0")
                    .doesNotContainKeys(PlaceKey.KEEP.key(), PlaceKey.IMAGE.key());
        }
    }
}
