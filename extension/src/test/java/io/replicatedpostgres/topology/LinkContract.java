package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import org.junit.jupiter.api.Test;

/** What every link keeps. */
public abstract class LinkContract {

    private static final Route ROUTE = Route.between(new NodeRef("node-2"), new NodeRef("node-1"));

    /** A new link to a server. */
    protected abstract Link open(Route route, Endpoint server);

    @Test
    void itKnowsWhoConnectsToWhom() {
        try (Link link = open(ROUTE, new Endpoint("127.0.0.1", 20_000))) {
            assertThat(link.route()).isEqualTo(ROUTE).hasToString("node-2→node-1");
        }
    }

    @Test
    void itsEndpointStaysTheSame() {
        try (Link link = open(Route.ofClients(new NodeRef("node-1")), new Endpoint("127.0.0.1", 20_000))) {
            Endpoint first = link.endpoint();

            assertThat(link.endpoint()).isEqualTo(first);
            assertThat(link.route()).hasToString("clients→node-1");
            assertThat(link.route().from()).isEmpty();
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        Link link = open(ROUTE, new Endpoint("127.0.0.1", 20_000));

        link.close();
        link.close();

        assertThat(link.route()).isEqualTo(ROUTE);
    }
}
