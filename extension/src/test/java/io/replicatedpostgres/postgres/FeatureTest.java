package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureTest {

    private static PostgresVersion version(int major) {
        return new PostgresVersion(major, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "FAILOVER_SLOTS, 16, false",
        "FAILOVER_SLOTS, 17, true",
        "FAILOVER_SLOTS, 18, true",
        "TRIGGER_FILE, 12, true",
        "TRIGGER_FILE, 15, true",
        "TRIGGER_FILE, 16, false"
    })
    void beginsWithOneVersionAndMayEndWithAnother(Feature feature, int major, boolean there) {
        assertThat(feature.isIn(version(major))).isEqualTo(there);
    }

    @Test
    void aRefusalNamesTheVersionTheRuleAndTheWayOut() {
        assertThatThrownBy(() -> Feature.INCREMENTAL_BACKUP.require(version(15), "an increment", "Take a full one"))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "an increment: it is there since PostgreSQL 17 (pg_basebackup --incremental and pg_combinebackup), and this is 15.3. Take a full one.");
        assertThatThrownBy(() -> Feature.TRIGGER_FILE.require(version(16), "a trigger", "Use SQL"))
                .hasMessage(
                        "a trigger: it is gone since PostgreSQL 16 (promote_trigger_file), and this is 16.3. Use SQL.");
        assertThatCode(() -> Feature.TRIGGER_FILE.require(version(15), "a trigger", "Use SQL"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void eachHasAVersionThatIsRunAndASource(Feature feature) {
        assertThat(feature.since()).isBetween(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST);
        assertThat(feature.isIn(version(feature.since()))).isTrue();
        assertThat(feature.words()).isNotBlank();
        assertThat(feature.source()).matches("https://www.postgresql.org/docs/release/1\\d\\.0/");
    }
}
