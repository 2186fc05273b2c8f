package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import org.junit.jupiter.api.Test;

class DirectLinkTest extends LinkContract {

    @Override
    protected Link open(Route route, Endpoint server) {
        return new DirectLink(route, server);
    }

    @Test
    void leadsStraightToTheServer() {
        var server = new Endpoint("127.0.0.1", 20_000);

        assertThat(open(Route.ofClients(new NodeRef("node-1")), server).endpoint())
                .isEqualTo(server);
    }

    @Test
    void cannotBeImpaired() {
        var link = open(Route.ofClients(new NodeRef("node-1")), new Endpoint("127.0.0.1", 20_000));

        assertThatThrownBy(() -> link.impair(new Impairment.Refuse()))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("clients→node-1");
    }
}
