package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private final FakeHost first = new FakeHost("node-1");
    private final FakeHost second = new FakeHost("node-2");
    private final FakeLink link =
            new FakeLink(Route.between(second.node(), first.node()), new Endpoint("127.0.0.1", 20_000));
    private final List<String> order = new ArrayList<>();

    @Test
    void knowsItsHostsAndLinks() {
        var topology = new Topology(List.of(first, second), List.of(link), () -> {});

        assertThat(topology.nodes()).containsExactly(first.node(), second.node());
        assertThat(topology.host(second.node())).isSameAs(second);
        assertThat(topology.link(link.route())).isSameAs(link);
        assertThatThrownBy(() -> topology.host(new NodeRef("node-3")))
                .hasMessageContaining("node-3 is not part of this cluster");
    }

    @Test
    void closesAllAndThenTheRest() {
        first.program("postgres", command -> new Outcome(0, ""));
        var server = first.spawn(Command.of("postgres"), first.home() + "/log");
        var topology = new Topology(List.of(first, second), List.of(link), () -> order.add("rest"));

        topology.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(link.isOpen()).isFalse();
        assertThat(order).containsExactly("rest");
    }

    @Test
    void asksForLinksThatAreBeingOpenedWhenTheFirstIsWanted() {
        var topology = new Topology(
                List.of(first, second),
                () -> {
                    order.add("opened");
                    return List.of(link);
                },
                () -> {});
        assertThat(topology.host(first.node())).isSameAs(first);
        assertThat(order).isEmpty();

        assertThat(topology.linksTo(first.node())).containsExactly(link);
        assertThat(topology.link(link.route())).isSameAs(link);
        topology.close();

        assertThat(order).containsExactly("opened");
        assertThat(link.isOpen()).isFalse();
    }

    @Test
    void failsAsTheOpeningOfItsLinksFailedAndIsClosedAllTheSame() {
        var topology = new Topology(
                List.of(first),
                () -> {
                    throw new IllegalStateException("no port is free");
                },
                () -> order.add("rest"));

        assertThatThrownBy(() -> topology.linksTo(first.node())).hasMessage("no port is free");
        topology.close();

        assertThat(order).containsExactly("rest");
    }

    @Test
    void closesTheRestThoughOneFails() {
        Runnable fails = () -> {
            order.add("fails");
            throw new IllegalStateException("first");
        };
        Runnable failsToo = () -> {
            throw new IllegalStateException("second");
        };

        assertThatThrownBy(() -> Closing.all(List.of(fails, failsToo, () -> order.add("last"))))
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(order).containsExactly("fails", "last");
    }

    @Test
    void aProcessSaysWhatItIs() {
        var postmaster = new ServerProcess(1, "/usr/lib/postgresql/15/bin/postgres -D /x/data -p 20000");
        var sender =
                new ServerProcess(2, "postgres: rp-a-1-node-1: walsender repl 127.0.0.1(40000) streaming 0/3000060");

        assertThat(postmaster.isPostmaster()).isTrue();
        assertThat(sender.isPostmaster()).isFalse();
        assertThat(sender.isKind("walsender")).isTrue();
        assertThat(sender.isKind("walreceiver")).isFalse();
        assertThat(sender.role()).isEqualTo("walsender repl 127.0.0.1(40000) streaming 0/3000060");
    }
}
