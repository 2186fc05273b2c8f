package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;

/** Components of graphs by hand, and the circles in them. */
class GraphTest {

    private static final int ALL = Edge.FORWARD | Edge.RW.bit();

    /** A triangle of 0, 1, 2, a pair of 3, 4 behind it, and 5 alone. */
    private static Graph.Builder twoCircles() {
        var graph = new Graph.Builder(6);
        graph.edge(0, 1, Edge.WR);
        graph.edge(1, 2, Edge.WW, 7, 4);
        graph.edge(2, 0, Edge.WW);
        graph.edge(2, 3, Edge.WW);
        graph.edge(3, 4, Edge.WW);
        graph.edge(4, 3, Edge.WW);
        graph.edge(4, 5, Edge.WW);
        return graph;
    }

    @Test
    void aComponentHasWhatReachesEachOther() {
        Components components = Components.of(new Walk.Along(twoCircles().build(), ALL));

        assertThat(components.nodes()).isEqualTo(6);
        assertThat(components.areTogether(0, 2)).isTrue();
        assertThat(components.areTogether(3, 4)).isTrue();
        assertThat(components.areTogether(2, 3)).isFalse();
        assertThat(components.onCircles()).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void edgesThatAreNotWantedMakeNoCircle() {
        assertThat(Components.of(new Walk.Along(twoCircles().build(), Edge.WW.bit()))
                        .onCircles())
                .containsExactlyInAnyOrder(3, 4);
    }

    @Test
    void theShortestOfEachKindIsKept() {
        Graph graph = twoCircles().build();
        var walk = new Walk.Along(graph, ALL);

        Collection<Cycle> cycles = new CycleSearch(walk, Components.of(walk)).cycles();

        assertThat(cycles).extracting(Cycle::anomaly).containsExactly(Anomaly.G0, Anomaly.G1C);
        assertThat(cycles).extracting(Cycle::size).containsExactly(2, 3);
    }

    @Test
    void aShorterCircleThatIsMetLaterTakesThePlaceOfALongerOne() {
        var builder = new Graph.Builder(5);
        builder.edge(0, 1, Edge.WW);
        builder.edge(1, 2, Edge.WW);
        builder.edge(2, 0, Edge.WW);
        builder.edge(3, 4, Edge.WW);
        builder.edge(4, 3, Edge.WW);
        var walk = new Walk.Along(builder.build(), ALL);

        assertThat(new CycleSearch(walk, Components.of(walk)).cycles())
                .singleElement()
                .returns(2, Cycle::size);
    }

    @Test
    void pointsInTimeAreNoTransactions() {
        var builder = new Graph.Builder(2);
        int point = builder.pointInTime();
        builder.edge(0, point, Edge.REALTIME);
        builder.edge(point, 1, Edge.REALTIME);
        builder.edge(1, 0, Edge.RW, 3, 5);
        var walk = new Walk.Along(builder.build(), ALL);

        Collection<Cycle> cycles = new CycleSearch(walk, Components.of(walk)).cycles();

        assertThat(cycles)
                .singleElement()
                .returns(2, Cycle::size)
                .returns(Anomaly.STALE_READ, Cycle::anomaly)
                .returns("G-single-realtime", Cycle::code);
    }

    @Test
    void whatAnEdgeIsAboutIsKept() {
        Graph graph = twoCircles().build();
        int edge = graph.firstEdge(1);

        assertThat(graph.target(edge)).isEqualTo(2);
        assertThat(graph.kind(edge)).isEqualTo(Edge.WW);
        assertThat(graph.key(edge)).isEqualTo(7);
        assertThat(graph.position(edge)).isEqualTo(4);
        assertThat(graph.endOfEdges(1)).isEqualTo(edge + 1);
        assertThat(graph.endOfEdges(5)).isEqualTo(graph.firstEdge(5));
    }

    @Test
    void oneMissedIsFoundWhereTheEffortSuffices() {
        var builder = new Graph.Builder(3);
        builder.edge(0, 1, Edge.RW);
        builder.edge(1, 2, Edge.WW);
        builder.edge(2, 0, Edge.WR);
        Graph graph = builder.build();
        var components = Components.of(new Walk.NoTwoMissedSideBySide(graph));
        var forward = new Walk.Along(graph, Edge.FORWARD);

        var search = new CycleSearch(forward, components);
        assertThat(search.throughOneMissed()).isTrue();
        assertThat(search.found()).singleElement().returns(3, Cycle::size).returns(Anomaly.G_SINGLE, Cycle::anomaly);

        var exhausted = new CycleSearch(forward, components, 0);
        assertThat(exhausted.throughOneMissed()).isFalse();
        assertThat(exhausted.found()).isEmpty();
    }

    @Test
    void nothingToLookForNeedsNoEffort() {
        var builder = new Graph.Builder(2);
        builder.edge(0, 1, Edge.RW);
        Graph graph = builder.build();
        var components = Components.of(new Walk.NoTwoMissedSideBySide(graph));

        assertThat(new CycleSearch(new Walk.Along(graph, Edge.FORWARD), components, 0).throughOneMissed())
                .isTrue();
    }

    @Test
    void theSearchEndsWithItsEffort() {
        var walk = new Walk.Along(twoCircles().build(), ALL);

        assertThat(new CycleSearch(walk, Components.of(walk), 0).cycles()).isEmpty();
        assertThat(new CycleSearch(walk, Components.of(walk), 1).cycles())
                .as("the search that was begun comes to its end")
                .hasSize(1);
    }

    @Test
    void twoMissedSideBySideAreNotGoneAlong() {
        var builder = new Graph.Builder(4);
        builder.edge(0, 1, Edge.RW);
        builder.edge(1, 0, Edge.RW);
        builder.edge(2, 3, Edge.RW);
        builder.edge(3, 2, Edge.WR);
        var walk = new Walk.NoTwoMissedSideBySide(builder.build());

        Collection<Cycle> cycles = new CycleSearch(walk, Components.of(walk)).cycles();

        assertThat(walk.nodes()).isEqualTo(8);
        assertThat(cycles).singleElement().returns(Anomaly.G_SINGLE, Cycle::anomaly);
    }
}
