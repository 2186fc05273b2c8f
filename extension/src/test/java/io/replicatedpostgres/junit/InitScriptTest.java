package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitScriptTest {

    @Test
    void itRanOnThePrimaryAndTheStandbyHasItsRows() {
        SampleRun run = SampleRun.of(TwoScripts.class);

        run.passes(1).leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
    }

    static class TwoScripts {
        @Test
        @ReplicatedPostgres(initScripts = {"beside.sql", "root.sql"})
        void ran(Cluster cluster) {
            SampleRun.saw(cluster);

            cluster.awaitInSync();

            assertThat(cluster.nodes()).allSatisfy(node -> {
                assertThat(node.query("SELECT id FROM beside ORDER BY id")).containsExactly("1", "2", "3");
                assertThat(node.query("SELECT text FROM root")).containsExactly("from the root; not the end");
            });
        }
    }

    @Test
    void itIsFoundBesideTheClassAndThoseItExtendsAndAtTheRoot() {
        // what lies beside a class of another package
        @SuppressWarnings("serial") // it is never made
        class Heir extends ReplicatedPostgresException {
            Heir() {
                super("");
            }
        }

        assertThat(ScriptFile.read("beside.sql", InitScriptTest.class).sql()).startsWith("CREATE TABLE beside");
        assertThat(ScriptFile.read("root.sql", InitScriptTest.class).sql()).startsWith("CREATE TABLE root");
        assertThat(ScriptFile.read("/root.sql", InitScriptTest.class).sql()).startsWith("CREATE TABLE root");
        assertThat(ScriptFile.read("inherited.sql", Heir.class).name()).isEqualTo("inherited.sql");
    }

    @Test
    void aFileDoesAsWell(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("ünder way.sql"), "SELECT 'ü'");

        var script = ScriptFile.read(file.toString(), InitScriptTest.class);

        assertThat(script.sql()).isEqualTo("SELECT 'ü'");
        assertThat(script.name()).isEqualTo(file.toString());
    }

    @Test
    void aByteOrderMarkIsNoPartOfIt(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("bom.sql"), "\uFEFFSELECT 'ü'");

        assertThat(ScriptFile.read(file.toString(), InitScriptTest.class).sql()).isEqualTo("SELECT 'ü'");
    }

    @Test
    void anotherEncodingIsRefusedWithItsLine(@TempDir Path directory) throws Exception {
        Path latin = Files.write(
                directory.resolve("latin.sql"), "SELECT 1;\nSELECT 'ü'".getBytes(StandardCharsets.ISO_8859_1));
        Path wide = Files.write(directory.resolve("wide.sql"), "SELECT 1".getBytes(StandardCharsets.UTF_16));

        assertThatThrownBy(() -> ScriptFile.read(latin.toString(), InitScriptTest.class))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("latin.sql\", line 2", "bytes that are not UTF-8", "iconv -f LATIN1 -t UTF-8");
        assertThatThrownBy(() -> ScriptFile.read(wide.toString(), InitScriptTest.class))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("wide.sql\", line 1", "it is UTF-16", "iconv -f UTF-16 -t UTF-8");
    }

    @Test
    void aMissingOneSaysWhereItWasLookedFor() {
        assertThatThrownBy(() -> ScriptFile.read("nowhere.sql", InitScriptTest.class))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll(
                        "initScripts: \"nowhere.sql\"",
                        "beside " + InitScriptTest.class.getName(),
                        "root of the class path",
                        "no such file as " + Path.of("nowhere.sql").toAbsolutePath(),
                        "src/test/resources");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "/io/replicatedpostgres", "src/test"})
    void aDirectoryIsNoScript(String name) {
        assertThatThrownBy(() -> ScriptFile.read(name, InitScriptTest.class))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("initScripts: \"" + name + "\"");
    }

    @Test
    void aMissingOneFailsTheTestThatAskedForIt() {
        assertThat(SampleRun.of(Missing.class).failure())
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("initScripts: \"nowhere.sql\"", Missing.class.getName());
    }

    static class Missing {
        @Test
        @ReplicatedPostgres(initScripts = "nowhere.sql")
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }
}
