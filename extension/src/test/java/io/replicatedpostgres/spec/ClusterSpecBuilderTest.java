package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSpecBuilderTest {

    @Test
    void numbersTheNodes() {
        var spec = ClusterSpec.builder().standbys(2).build();

        assertThat(spec.nodes())
                .extracting(NodeSpec::ref)
                .extracting(NodeRef::name)
                .containsExactly("node-1", "node-2", "node-3");
        assertThat(spec.standbys())
                .allMatch(standby ->
                        standby.upstream().orElseThrow().equals(spec.primary().ref()));
    }

    @Test
    void handsTheNamedSlotsOutInOrderAndMakesTheRest() {
        var spec = ClusterSpec.builder().standbys(2).slots("air").build();

        assertThat(spec.standbys()).extracting(NodeSpec::slotOrNone).containsExactly("air", "node_3");
        assertThat(spec.slots()).containsExactly("air", "node_3");
    }

    @Test
    void makesSlotsThatNobodyUses() {
        var spec = ClusterSpec.builder().slots("air", "spare").build();

        assertThat(spec.standbys()).extracting(NodeSpec::slotOrNone).containsExactly("air");
        assertThat(spec.slots()).containsExactly("air", "spare");
    }

    @Test
    void leavesTheSlotOfACascadedStandbyToItsUpstream() {
        var spec = ClusterSpec.builder()
                .standbys(List.of(StandbySpec.standby(), StandbySpec.standby().from("node-2")))
                .build();

        assertThat(spec.slots()).containsExactly("node_2");
        assertThat(spec.standbys().get(1).slot()).contains("node_3");
    }

    @Test
    void canDoWithoutSlots() {
        var spec = ClusterSpec.builder().standbysUseSlots(false).build();

        assertThat(spec.slots()).isEmpty();
        assertThat(spec.standbys().get(0).slot()).isEmpty();
    }

    @Test
    void asksForASynchronousStandbyWhereTheLevelMeansNothingWithout() {
        assertThat(whom(SynchronousCommit.ON)).isEqualTo(SynchronousStandbys.none());
        assertThat(whom(SynchronousCommit.REMOTE_WRITE)).isEqualTo(SynchronousStandbys.first(1));
        assertThat(whom(SynchronousCommit.REMOTE_APPLY)).isEqualTo(SynchronousStandbys.first(1));
    }

    private static SynchronousStandbys whom(SynchronousCommit level) {
        return ClusterSpec.builder().synchronousCommit(level).build().synchronousStandbys();
    }

    @Test
    void givesEqualSpecsForEqualQuestions() {
        var one = ClusterSpec.builder().standbys(2).settings("a = 1").build();
        var other = ClusterSpec.builder()
                .names(List.of("node-1", "node-2", "node-3"))
                .settings("a=1")
                .build();

        assertThat(one).isEqualTo(other);
    }
}
