package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.ResetPeer;
import eu.rekawek.toxiproxy.model.toxic.Slicer;
import eu.rekawek.toxiproxy.model.toxic.SlowClose;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every call of the stock Java client. */
class ToxiproxyJavaClientTest {
    private static final ToxicDirection DOWN = ToxicDirection.DOWNSTREAM;
    private static final ToxicDirection UP = ToxicDirection.UPSTREAM;

    private final Rig rig = Rig.empty();
    private final ToxiproxyClient client =
            new ToxiproxyClient("127.0.0.1", rig.server().port());

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void createsListsAndDeletesProxies() throws Exception {
        Proxy proxy = create("db:5432");

        assertThat(proxy.getName()).isEqualTo("db:5432");
        assertThat(proxy.getListen()).startsWith("127.0.0.1:");
        assertThat(proxy.getUpstream()).isEqualTo(rig.upstream().address());
        assertThat(proxy.isEnabled()).isTrue();
        assertThat(client.getProxies()).extracting(Proxy::getName).containsExactly("db:5432");
        assertThat(client.getProxy("db:5432").getListen()).isEqualTo(proxy.getListen());
        assertThat(client.getProxyOrNull("none")).isNull();

        proxy.delete();
        assertThat(client.getProxies()).isEmpty();
    }

    @Test
    void enablesAndDisables() throws Exception {
        Proxy proxy = create("db");

        proxy.disable();
        assertThat(client.getProxy("db").isEnabled()).isFalse();
        proxy.enable();
        assertThat(client.getProxy("db").isEnabled()).isTrue();
    }

    @Test
    void changesAddresses() throws Exception {
        Proxy proxy = create("db");

        proxy.setUpstream("127.0.0.1:1");
        proxy.setListen("127.0.0.1:0");

        assertThat(client.getProxy("db").getUpstream()).isEqualTo("127.0.0.1:1");
        assertThat(client.getProxy("db").getListen()).doesNotEndWith(":0");
    }

    @Test
    void knowsTheVersion() throws Exception {
        assertThat(client.version()).contains("2.12.0");
    }

    @Test
    void resets() throws Exception {
        Proxy proxy = create("db");
        proxy.toxics().latency("l", DOWN, 10);
        proxy.disable();

        client.reset();

        assertThat(client.getProxy("db").isEnabled()).isTrue();
        assertThat(client.getProxy("db").toxics().getAll()).isEmpty();
    }

    @Test
    void addsAndReadsEveryToxic() throws Exception {
        Proxy proxy = create("db");

        proxy.toxics().latency("latency", DOWN, 100).setJitter(15);
        proxy.toxics().bandwidth("bandwidth", UP, 1000);
        proxy.toxics().slowClose("slow_close", DOWN, 5);
        proxy.toxics().timeout("timeout", UP, 6);
        proxy.toxics().slicer("slicer", DOWN, 64, 7).setSizeVariation(8);
        proxy.toxics().limitData("limit_data", UP, 9);
        proxy.toxics().resetPeer("reset_peer", DOWN, 10);

        assertThat(proxy.toxics().getAll())
                .extracting(Toxic::getName)
                .containsExactly("bandwidth", "timeout", "limit_data", "latency", "slow_close", "slicer", "reset_peer");
        Latency latency = proxy.toxics().get("latency", Latency.class);
        assertThat(latency.getLatency()).isEqualTo(100);
        assertThat(latency.getJitter()).isEqualTo(15);
        assertThat(latency.getStream()).isEqualTo(DOWN);
        assertThat(latency.getToxicity()).isEqualTo(1);
        assertThat(proxy.toxics().get("bandwidth", Bandwidth.class).getRate()).isEqualTo(1000);
        assertThat(proxy.toxics().get("slow_close", SlowClose.class).getDelay()).isEqualTo(5);
        assertThat(proxy.toxics().get("timeout", Timeout.class).getTimeout()).isEqualTo(6);
        assertThat(proxy.toxics().get("slicer", Slicer.class).getAverageSize()).isEqualTo(64);
        assertThat(proxy.toxics().get("slicer", Slicer.class).getSizeVariation())
                .isEqualTo(8);
        assertThat(proxy.toxics().get("slicer", Slicer.class).getDelay()).isEqualTo(7);
        assertThat(proxy.toxics().get("limit_data", LimitData.class).getBytes()).isEqualTo(9);
        assertThat(proxy.toxics().get("reset_peer", ResetPeer.class).getTimeout())
                .isEqualTo(10);
    }

    @Test
    void changesAndRemovesToxics() throws Exception {
        Proxy proxy = create("db");
        Latency latency = proxy.toxics().latency("l", DOWN, 100);

        latency.setLatency(200).setJitter(20).setToxicity(0.5f);
        assertThat(proxy.toxics().get("l", Latency.class).getLatency()).isEqualTo(200);
        assertThat(proxy.toxics().get("l", Latency.class).getJitter()).isEqualTo(20);
        assertThat(proxy.toxics().get("l", Latency.class).getToxicity()).isEqualTo(0.5f);

        latency.remove();
        assertThat(proxy.toxics().getAll()).isEmpty();
    }

    @Test
    void errorsCarryStatusAndText() throws Exception {
        create("db");

        assertThatThrownBy(() -> create("db")).isInstanceOf(IOException.class).hasMessage("[409] proxy already exists");
        assertThatThrownBy(() -> client.getProxy("none"))
                .isInstanceOf(IOException.class)
                .hasMessage("[404] proxy not found");
        assertThatThrownBy(() -> client.createProxy("bad", "junk", "h:1"))
                .isInstanceOf(IOException.class)
                .hasMessage("[500] listen tcp: address junk: missing port in address");
        assertThatThrownBy(() -> client.getProxy("db").toxics().slicer("s", DOWN, 0, 0))
                .isInstanceOf(IOException.class)
                .hasMessage("[400] invalid attribute: average_size must be at least 1, was 0");
    }

    private Proxy create(String name) throws IOException {
        return client.createProxy(name, "127.0.0.1:0", rig.upstream().address());
    }
}
