package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and directories as images of build servers have them: one clear answer, no other test fails for it, and nothing is left. */
@Tag("local") // looks at this machine from outside
class OddPlacesTest {

    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final String SETPRIV = "/usr/bin/setpriv";

    @TempDir
    private Path directory;

    /** One that wants a cluster, and one that does not. */
    static class TwoTests {

        @Test
        @ReplicatedPostgres
        void wantsACluster(Cluster cluster) {
            assertThat(cluster.nodes()).hasSize(2);
        }

        @Test
        void wantsNone() {
            assertThat(Path.of("")).isDirectory();
        }
    }

    @AfterEach
    void giveBack() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aUserIdWithoutAName() throws Exception {
        assumeTrue(ROOT, "only root can become a user without a name");

        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        String told = told("--reuid=54321", "--regid=54321", "--clear-groups", "--inh-caps=+dac_override");

        assertThat(told)
                .contains(
                        "SpecException: user id 54321: it has no name, and PostgreSQL's initdb wants one (\"could not look up effective user ID\"). Add a line to /etc/passwd: test:x:54321:0::/tmp:/bin/sh, or run the tests as a user that is there.");
        othersPassedAndNothingIsLeft(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pom.xml", "build.gradle"})
    void aWorkingDirectoryThatCannotBeWritten(String ofTheBuild) throws Exception {
        if (!ofTheBuild.isEmpty()) {
            Files.createFile(directory.resolve(ofTheBuild));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));

        // root without that privilege is an owner like any other
        String told = told("--bounding-set=-dac_override", "--inh-caps=-dac_override");

        assertThat(told)
                .contains("SpecException: the directory of the report, " + directory.toRealPath())
                .contains("nothing can be written there (java.nio.file.AccessDeniedException: ")
                .contains(
                        ". Run the tests where their output can be written, or name another directory with -Djunit.platform.reporting.output.dir=/tmp/tests.");
        othersPassedAndNothingIsLeft(told);
    }

    /** What a JVM in the directory says that runs the two tests, as root with these words for {@code setpriv}. */
    private String told(String... privileges) throws Exception {
        var words = new ArrayList<String>();
        if (ROOT) {
            assumeTrue(Files.isExecutable(Path.of(SETPRIV)), "no setpriv (util-linux)");
            words.add(SETPRIV);
            words.addAll(List.of(privileges));
            if (List.of(privileges).contains("--inh-caps=+dac_override")) {
                // the class path may lie in a home
                words.add("--ambient-caps=+dac_override");
            }
        }
        words.add(System.getProperty("java.home") + "/bin/java");
        words.add("-Dreplicatedpostgres.runtime=local");
        words.add("-Dreplicatedpostgres.directory=" + directory.resolve("made/for/servers"));
        words.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), FirstTestMain.class.getName()));
        words.addAll(List.of(TwoTests.class.getName(), "UTC"));
        Process jvm = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String told = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(told).isZero();
        return told;
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void othersPassedAndNothingIsLeft(String told) {
        assertThat(told.split("SpecException: ", -1)).as(told).hasSize(2);
        // one test passed
        assertThat(told).contains("PASSED in UTC");
        assertThat(directory.resolve("made")).doesNotExist();
        assertThat(Leftovers.processesBelow(directory)).isEmpty();
    }
}
