package io.replicatedpostgres.fault;

import static io.replicatedpostgres.fault.Nodes.node;
import static io.replicatedpostgres.topology.Flow.BACKWARD;
import static io.replicatedpostgres.topology.Flow.BOTH;
import static io.replicatedpostgres.topology.Flow.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Route;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void anIsolatedNodeLosesEveryLinkToAndFromIt(int nodes) {
        List<NodeRef> all = Nodes.of(nodes).all();

        Partition partition = Partition.isolate(node(2), all);

        assertThat(partition.streams()).hasSize(2 * (nodes - 1)).allSatisfy(stream -> {
            assertThat(stream.flow()).isEqualTo(BOTH);
            assertThat(stream.route().toString()).contains("node-2").doesNotContain("clients");
        });
        assertThat(partition.nodes()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void clientsAsASideHaveTheOneLinkOnWhichTheyConnect() {
        NodeRef clients = NodeRef.CLIENTS;
        var link = Route.ofClients(node(1));

        assertThat(Partition.oneWay(clients, node(1)).streams()).containsExactly(new Stream(link, FORWARD));
        assertThat(Partition.oneWay(node(1), clients).streams()).containsExactly(new Stream(link, BACKWARD));
        assertThat(Partition.between("between", List.of(clients), List.of(node(1)))
                        .streams())
                .containsExactly(new Stream(link, BOTH));
        assertThat(Partition.isolate(clients, Nodes.of(2).all()).streams())
                .containsExactly(new Stream(link, BOTH), new Stream(Route.ofClients(node(2)), BOTH));
    }

    @Test
    void clientsAreCutOffOnlyWhenThatIsSaid() {
        Partition partition = Partition.isolate(node(1), Nodes.of(2).all()).andFromClients(List.of(node(1)));

        assertThat(partition.streams())
                .containsExactlyInAnyOrder(
                        new Stream(Route.between(node(1), node(2)), BOTH),
                        new Stream(Route.between(node(2), node(1)), BOTH),
                        new Stream(Route.ofClients(node(1)), BOTH));
        assertThat(partition.describe()).isEqualTo("node-1 ⇹ node-2, clients ⇹ node-1");
    }

    @Test
    void whatOneNodeSendsTakesBothLinksAndOneStreamOfEach() {
        Partition partition = Partition.oneWay(node(1), node(2));

        assertThat(partition.streams())
                .containsExactlyInAnyOrder(
                        new Stream(Route.between(node(1), node(2)), FORWARD),
                        new Stream(Route.between(node(2), node(1)), BACKWARD));
        assertThat(partition.describe()).isEqualTo("node-1 ↛ node-2");
        assertThat(partition.nodes()).containsExactly(node(1), node(2));
    }

    @Test
    void bothWaysAreTwoStreamsOfBothLinks() {
        Partition partition = Partition.between("between", List.of(node(2)), List.of(node(1)));

        assertThat(partition.streams())
                .containsExactlyInAnyOrder(
                        new Stream(Route.between(node(1), node(2)), BOTH),
                        new Stream(Route.between(node(2), node(1)), BOTH));
        assertThat(partition.describe()).isEqualTo("node-1 ⇹ node-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | 1-2
            3 | 1-3, 2-3
            4 | 1-3, 1-4, 2-3, 2-4
            5 | 1-4, 1-5, 2-4, 2-5, 3-4, 3-5""")
    void theFirstHalfIsCutOffFromTheRest(int nodes, String cut) {
        assertThat(cutPairs(Partition.halves(Nodes.of(nodes).all()))).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | ''
            3 | ''
            4 | 1-3, 2-4
            5 | 1-3, 1-4, 2-4, 2-5, 3-5""")
    void inARingEachReachesItsNeighboursOnly(int nodes, String cut) {
        assertThat(cutPairs(Partition.ring(Nodes.of(nodes).all()))).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | 1 | ''
            3 | 2 | 1-3
            3 | 1 | 2-3
            4 | 1 | 2-4, 3-4
            5 | 3 | 1-4, 1-5, 2-4, 2-5""")
    void twoHalvesAreJoinedByABridge(int nodes, int bridge, String cut) {
        assertThat(cutPairs(Partition.bridge(node(bridge), Nodes.of(nodes).all())))
                .isEqualTo(cut);
    }

    /** The pairs in which neither can send to the other; fails if only one of the two cannot. */
    private static String cutPairs(Partition partition) {
        partition
                .silenced()
                .forEach(pair -> assertThat(partition.silenced()).contains(new Partition.Pair(pair.to(), pair.from())));
        assertThat(partition.streams()).hasSameSizeAs(partition.silenced()).allMatch(stream -> stream.flow() == BOTH);
        return partition.silenced().stream()
                .filter(pair -> pair.from().compareTo(pair.to()) < 0)
                .map(pair -> "%s-%s".formatted(number(pair.from()), number(pair.to())))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String number(NodeRef node) {
        return node.name().substring("node-".length());
    }
}
