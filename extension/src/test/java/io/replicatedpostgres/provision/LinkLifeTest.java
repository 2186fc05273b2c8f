package io.replicatedpostgres.provision;

import static io.replicatedpostgres.provision.Wire.assertCarries;
import static io.replicatedpostgres.provision.Wire.assertEnds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A link whose server comes and goes, and its end. */
class LinkLifeTest {

    private final Wire wire;

    LinkLifeTest() throws IOException {
        wire = new Wire();
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
    }

    private Healing impair(Impairment impairment) {
        return wire.link().impair(impairment);
    }

    /** As after an answer that did not come in time: what had to go is gone, no matter which call removed it. */
    @Test
    void aToxicThatIsGoneAlreadyIsHealed() throws IOException {
        Healing slow = impair(new Impairment.Latency(Flow.BOTH, Duration.ofMillis(1), Duration.ZERO));
        Endpoint api = EmbeddedToxiproxy.api();
        var client = new ToxiproxyClient(api.host(), api.port());
        for (Proxy proxy : client.getProxies()) {
            if (proxy.getListen().endsWith(":" + wire.endpoint().port())) {
                for (Toxic toxic : proxy.toxics().getAll()) {
                    toxic.remove();
                }
            }
        }

        slow.close();
        slow.close();

        Wire.Line line = wire.connect();
        assertCarries(line.client(), line.server(), "as before");
    }

    @Test
    void withoutAServerItRefuses() throws IOException {
        Wire.Line line = wire.connect();

        wire.link().serverRuns(false);
        assertEnds(line.client());
        wire.assertRefused();
        wire.link().serverRuns(true);

        Wire.Line next = wire.connect();
        assertCarries(next.client(), next.server(), "at the same port");
    }

    @Test
    void itIsOpenOnlyWhenTheServerRunsAndNothingRefuses() throws IOException {
        Healing refused = impair(new Impairment.Refuse());
        wire.link().serverRuns(false);

        refused.close();
        wire.assertRefused();
        Healing again = impair(new Impairment.Refuse());
        wire.link().serverRuns(true);
        wire.assertRefused();
        again.close();

        wire.connect();
    }

    @Test
    void aResetDoesNotBringAStoppedServerBack() throws IOException {
        wire.link().serverRuns(false);

        Healing reset = impair(new Impairment.Reset());

        wire.assertRefused();
        reset.close();
        wire.assertRefused();
    }

    @Test
    void whatIsWrongStaysWrongWhenTheServerComesBack() throws IOException {
        impair(new Impairment.Freeze(Flow.FORWARD));

        wire.link().serverRuns(false);
        wire.link().serverRuns(true);

        Wire.Line line = wire.connect();
        Wire.send(line.client(), "hello");
        Wire.assertSilent(line.server());
    }

    @Test
    void closingGivesThePortBackAndIsSaidOnce() throws IOException {
        Wire.Line line = wire.connect();

        wire.link().close();
        wire.link().close();

        assertEnds(line.client());
        wire.assertRefused();
        assertThat(wire.timesClosed()).isEqualTo(1);
        try (ServerSocket next = new ServerSocket(wire.endpoint().port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(next.isBound()).isTrue();
        }
    }

    @Test
    void afterTheEndThereIsNothingToHeal() {
        Healing frozen = impair(new Impairment.Freeze(Flow.BOTH));
        Healing refused = impair(new Impairment.Refuse());
        wire.link().close();

        frozen.close();
        refused.close();
        wire.link().serverRuns(true);

        wire.assertRefused();
    }

    @Test
    void afterTheEndNothingCanGoWrong() {
        wire.link().close();

        assertThatThrownBy(() -> impair(new Impairment.Refuse()))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("clients→node-1 cannot be impaired by Refuse")
                .hasMessageContaining("it is closed");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var listen = new Endpoint("127.0.0.1", taken.getLocalPort());

            assertThatThrownBy(() -> wire.open("unlucky", listen))
                    .isInstanceOf(ReplicatedPostgresException.class)
                    .hasMessageContaining("make the proxy unlucky")
                    .hasMessageContaining(listen.toString())
                    .hasMessageContaining("address already in use");
        }
    }
}
