package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1), 15, 18",
        "pg_ctl (PostgreSQL) 13.16, 13, 16",
        "17, 17, 0"
    })
    void readsAVersionOutOfWhatTheBinariesPrint(String text, int major, int minor) {
        assertThat(PostgresVersion.parse(text)).isEqualTo(new PostgresVersion(major, minor));
    }

    @ParameterizedTest
    @CsvSource({
        "postgres (PostgreSQL) 19devel, 19, devel",
        "18beta1, 18, beta1",
        "postgres (PostgreSQL) 17rc1 (Debian 17~rc1-1), 17, rc1"
    })
    void aVersionBeforeTheFirstReleaseKeepsItsName(String text, int major, String stage) {
        PostgresVersion version = PostgresVersion.parse(text);

        assertThat(version).isEqualTo(new PostgresVersion(major, 0, stage));
        assertThat(version.isDevelopment()).isTrue();
        assertThat(version).hasToString(major + stage);
        assertThat(PostgresVersion.parse(version.toString())).isEqualTo(version);
    }

    @Test
    void versionsHaveAnOrder() {
        assertThat(Stream.of("18.4", "19.0", "19rc1", "19beta2", "19beta10", "19devel", "19.1", "18.10", "11.22")
                        .map(PostgresVersion::parse)
                        .sorted()
                        .map(PostgresVersion::toString))
                .containsExactly("11.22", "18.4", "18.10", "19devel", "19beta2", "19beta10", "19rc1", "19.0", "19.1");
    }

    @Test
    void refusesAStageThatPostgresHasNot() {
        assertThatThrownBy(() -> new PostgresVersion(19, 0, "gamma1"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("gamma1");
    }

    @Test
    void refusesATextWithoutAVersion() {
        assertThatThrownBy(() -> PostgresVersion.parse("mysqld")).hasMessageContaining("'mysqld'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Node", "1st", "a b", "a'b", "-a"})
    void refusesANodeNameThatNoServerWouldTake(String name) {
        assertThatThrownBy(() -> new NodeRef(name)).hasMessageContaining("'" + name + "'");
    }

    @Test
    void aSlotNameHasNoDash() {
        assertThat(new NodeRef("node-2").slotName()).isEqualTo("node_2");
    }

    @Test
    void sizesAreThoseOfPostgres() {
        assertThat(DataSize.megabytes(96).bytes()).isEqualTo(96L * 1024 * 1024);
        assertThat(DataSize.megabytes(96)).hasToString("96.0 MB");
        assertThatThrownBy(() -> DataSize.bytes(-1)).hasMessageContaining("-1 bytes");
    }

    @Test
    void aTimelineNamesItsFiles() {
        assertThat(new Timeline(26).historyFile()).isEqualTo("0000001A.history");
        assertThatThrownBy(() -> new Timeline(0)).hasMessageContaining("0");
    }

    @Test
    void anEndpointHasAPort() {
        assertThatThrownBy(() -> new Endpoint("127.0.0.1", 65536)).hasMessageContaining("127.0.0.1:65536");
    }
}
