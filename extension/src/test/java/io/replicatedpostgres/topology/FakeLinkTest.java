package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import org.junit.jupiter.api.Test;

class FakeLinkTest extends LinkContract {

    @Override
    protected Link open(Route route, Endpoint server) {
        return new FakeLink(route, server);
    }

    @Test
    void remembersThatItWasClosed() {
        var link = new FakeLink(Route.ofClients(new NodeRef("node-1")), new Endpoint("127.0.0.1", 20_000));
        assertThat(link.isOpen()).isTrue();

        link.close();

        assertThat(link.isOpen()).isFalse();
    }

    @Test
    void remembersWhatIsWrongWithItUntilItIsHealed() {
        var link = new FakeLink(Route.ofClients(new NodeRef("node-1")), new Endpoint("127.0.0.1", 20_000));
        var freeze = new Impairment.Freeze(Flow.BOTH);
        var refuse = new Impairment.Refuse();

        var healing = link.impair(freeze);
        link.impair(refuse);
        link.serverRuns(false);

        assertThat(link.impairments()).containsExactly(freeze, refuse);
        assertThat(link.serverRuns()).isFalse();
        healing.close();
        healing.close();
        assertThat(link.impairments()).containsExactly(refuse);
    }
}
