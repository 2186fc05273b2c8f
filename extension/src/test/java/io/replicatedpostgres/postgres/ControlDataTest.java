package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.FakeHost;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ControlDataTest {

    /** Lines of {@code pg_controldata}, PostgreSQL 15. */
    private static final String OUTPUT = """
            pg_control version number:            1300
            Catalog version number:               202209061
            Database system identifier:           7711111111111111111
            Database cluster state:               shut down in recovery
            pg_control last modified:             Sun 22 Nov 2026 07:55:00 AM UTC
            Latest checkpoint location:           0/5000148
            Latest checkpoint's REDO location:    0/5000110
            Latest checkpoint's REDO WAL file:    000000020000000000000050
            Latest checkpoint's TimeLineID:       2
            Minimum recovery ending location:     0/50001C0
            Min recovery ending loc's timeline:   2
            Mock authentication nonce:            ab:cd
            """;

    private final FakeHost host = new FakeHost("node-1");
    private final PostgresBinaries binaries = new PostgresBinaries("/pg/bin", new PostgresVersion(15, 0));

    @Test
    void readsWhatTheProgramSays() {
        host.program("pg_controldata", command -> new Outcome(0, OUTPUT));

        var control = ControlData.read(host, binaries, Duration.ofSeconds(1));

        assertThat(control.timeline()).isEqualTo(new Timeline(2));
        assertThat(control.checkpoint()).isEqualTo(Lsn.parse("0/5000148"));
        assertThat(control.redoFile()).isEqualTo("000000020000000000000050");
        assertThat(control.minimumRecoveryPoint()).isEqualTo(Lsn.parse("0/50001C0"));
        assertThat(control.state()).isEqualTo("shut down in recovery");
        assertThat(control.systemIdentifier()).isEqualTo("7711111111111111111");
        assertThat(control.fields()).containsEntry("Mock authentication nonce", "ab:cd");
        assertThat(host.commands())
                .extracting(Object::toString)
                .containsExactly("/pg/bin/pg_controldata /fake/node-1/data");
    }

    @Test
    void saysWhichNodeHasNone() {
        host.program("pg_controldata", command -> new Outcome(1, "could not open file\n"));

        assertThatThrownBy(() -> ControlData.read(host, binaries, Duration.ofSeconds(1)))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("could not read the control file of node-1: could not open file");
    }

    @Test
    void namesALineThatIsNotThere() {
        assertThatThrownBy(() -> ControlData.parse("a: 1\n").timeline())
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("Latest checkpoint's TimeLineID");
    }
}
