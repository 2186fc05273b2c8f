package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.spec.OwnedSettings;
import io.replicatedpostgres.topology.FakeHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedSettingsTest {

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
    void whatTheHarnessWritesOverATestsOwnValueIsInThePublishedList(int major) {
        var own = new Configuration();

        new ServerSettings(new PostgresVersion(major, 0), ServerProfile.SMALL).own(own, new FakeHost("node-1"), "rp");

        assertThat(own.settings())
                .isNotEmpty()
                .extracting(Setting::name)
                .isSubsetOf(OwnedSettings.list().keySet());
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 18})
    void everyWrittenSettingSaysWhy(int major) {
        var settings = new ServerSettings(new PostgresVersion(major, 0), ServerProfile.SMALL);
        var all = settings.defaults();
        settings.own(all, new FakeHost("node-1"), "rp");

        assertThat(all.settings()).allMatch(setting -> setting.reason().length() > 10);
        assertThat(all.file()).contains("\n# a slot per standby\nmax_replication_slots = '10'\n");
    }
}
