package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {

    @Test
    void anAnnotationThatSaysNothingAsksForWhatTheBuilderAsksFor() {
        assertThat(specOn(Bare.class))
                .isEqualTo(ClusterSpec.builder().place(Place.anywhere()).build());
    }

    @ReplicatedPostgres
    static class Bare {}

    @Test
    void everyAttributeArrives() {
        ClusterSpec spec = specOn(Full.class);

        assertThat(spec.nodes())
                .extracting(NodeSpec::ref)
                .extracting(NodeRef::name)
                .containsExactly("node-1", "mid", "leaf");
        assertThat(spec.slots()).containsExactly("air");
        assertThat(spec.standbys().get(0).slot()).contains("air");
        assertThat(spec.standbys().get(0).settings()).containsExactly(Map.entry("work_mem", "5MB"));
        assertThat(spec.standbys().get(1).upstream()).contains(new NodeRef("mid"));
        assertThat(spec.standbys().get(1).slot()).isEmpty();
        assertThat(spec.synchronousCommit()).isEqualTo(SynchronousCommit.REMOTE_WRITE);
        assertThat(spec.synchronousStandbys().value()).isEqualTo("ANY 1 (\"mid\")");
        assertThat(spec.archive()).isEqualTo(ArchiveMode.SHARED);
        assertThat(spec.settings()).containsExactly(Map.entry("max_slot_wal_keep_size", "64MB"));
        assertThat(spec.primary().settings()).containsExactly(Map.entry("work_mem", "6MB"));
        assertThat(spec.initScripts()).extracting(script -> script.name()).containsExactly("beside.sql");
        assertThat(spec.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(spec.place().version()).isEqualTo("15");
    }

    @ReplicatedPostgres(
            standby = {
                @Standby(name = "mid", slot = "air", settings = "work_mem = 5MB"),
                @Standby(name = "leaf", upstream = "mid", slot = Standby.NO_SLOT)
            },
            slots = "air",
            synchronousCommit = SynchronousCommit.REMOTE_WRITE,
            synchronousStandbys = "ANY 1 (mid)",
            archive = ArchiveMode.SHARED,
            settings = "max_slot_wal_keep_size = 64MB",
            primarySettings = "work_mem = 6MB",
            initScripts = "beside.sql",
            timeout = "1500ms",
            version = "15")
    static class Full {}

    @Test
    void standbysMayDoWithoutSlots() {
        ClusterSpec spec = specOn(NoSlots.class);

        assertThat(spec.slots()).isEmpty();
        assertThat(spec.standbys())
                .hasSize(2)
                .allMatch(standby -> standby.slot().isEmpty());
    }

    @ReplicatedPostgres(standbys = 2, standbysUseSlots = false)
    static class NoSlots {}

    @ParameterizedTest
    @CsvSource({"5ms, PT0.005S", "30s, PT30S", "' 2 m ', PT2M"})
    void aTimeoutHasAUnit(String text, Duration duration) {
        assertThat(SpecReader.duration(text)).isEqualTo(duration);
    }

    private static ClusterSpec specOn(Class<?> type) {
        ReplicatedPostgres wanted = Objects.requireNonNull(type.getAnnotation(ReplicatedPostgres.class));
        return SpecReader.read(wanted, type, Place.anywhere());
    }
}
