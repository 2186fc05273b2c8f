package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.topology.FakeHost;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which files make a standby, before and since version 12. */
class RecoveryModeTest {

    private static final String DATA = "/fake/node-1/data/";

    private final FakeHost host = new FakeHost("node-1");
    private final RecoveryMode eleven = new RecoveryMode(host, new PostgresVersion(11, 22));
    private final RecoveryMode twelve = new RecoveryMode(host, new PostgresVersion(12, 22));
    private final Configuration conf = new Configuration()
            .set("port", "1", "any")
            .set("primary_conninfo", "passfile='p'", "any")
            .set("trigger_file", "../t", "any");

    @BeforeEach
    void makeTheDirectory() {
        host.makeDirectory("/fake/node-1/data");
    }

    private String file(String name) {
        return new String(host.read(DATA + name), StandardCharsets.UTF_8);
    }

    @Test
    void elevenKeepsTheSettingsOfAPrimaryInRecoveryDone() {
        host.change(eleven.configured(conf, false));

        assertThat(file("postgresql.conf")).contains("port = '1'").doesNotContain("primary_conninfo", "trigger_file");
        assertThat(file("recovery.done"))
                .contains("primary_conninfo = 'passfile=''p'''", "recovery_target_timeline = 'latest'")
                .doesNotContain("standby_mode");
        assertThat(host.exists(DATA + "recovery.conf")).isFalse();
        assertThat(eleven.isMarkedStandby()).isFalse();
    }

    @Test
    void aMarkTakesThemIntoRecoveryConf() {
        host.change(eleven.configured(conf, false));

        eleven.markStandby();

        assertThat(eleven.isMarkedStandby()).isTrue();
        assertThat(file("recovery.conf"))
                .contains("primary_conninfo = ", "trigger_file = '../t'", "standby_mode = 'on'");
        assertThat(host.exists(DATA + "standby.signal")).isFalse();
    }

    @Test
    void aConfigurationLeavesTheMarkAsItIs() {
        host.change(eleven.configured(conf, true));
        conf.set("primary_slot_name", "air", "any");

        host.change(eleven.rewritten(conf));

        assertThat(file("recovery.conf")).contains("primary_slot_name = 'air'", "standby_mode = 'on'");
        assertThat(eleven.isMarkedStandby()).isTrue();
        eleven.unmarkStandby();
        assertThat(eleven.isMarkedStandby()).isFalse();
        assertThat(host.exists(DATA + "recovery.conf")).isFalse();
    }

    @Test
    void aRecoveryToATargetIsNoStandby() {
        conf.set("recovery_target_timeline", "1", "any").set("recovery_target_name", "there", "any");
        host.change(eleven.configured(conf, true));

        eleven.markRecovery();

        assertThat(eleven.isMarkedStandby()).isFalse();
        assertThat(file("recovery.conf"))
                .contains("recovery_target_name = 'there'", "recovery_target_timeline = '1'")
                .doesNotContain("standby_mode", "'latest'");
    }

    @Test
    void sinceTwelveASignalMakesTheStandby() {
        host.change(twelve.configured(conf, true));

        assertThat(file("postgresql.conf")).contains("port = '1'", "primary_conninfo = ");
        assertThat(twelve.isMarkedStandby()).isTrue();
        assertThat(host.exists(DATA + "standby.signal")).isTrue();
        assertThat(host.exists(DATA + "recovery.conf")).isFalse();
        twelve.markRecovery();
        assertThat(twelve.isMarkedStandby()).isFalse();
        assertThat(host.exists(DATA + "recovery.signal")).isTrue();
    }

    @Test
    void elevenReadsFromTheFileWhatIsNoSettingThere() {
        var version = new PostgresVersion(11, 22);

        assertThat(RecoveryMode.expression("primary_conninfo", version)).contains("pg_read_file('recovery.conf'");
        assertThat(RecoveryMode.expression("work_mem", version)).isEqualTo("current_setting('work_mem')");
        assertThat(RecoveryMode.expression("primary_conninfo", new PostgresVersion(12, 1)))
                .isEqualTo("current_setting('primary_conninfo')");
    }
}
