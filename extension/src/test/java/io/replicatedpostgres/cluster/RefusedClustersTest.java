package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever cannot be had gets one clear error, and leaves nothing: {@code docs/errors.md} is the table of it. */
@Tag("local") // looks at this machine from outside
class RefusedClustersTest {

    private static final List<String> ROWS = new ArrayList<>();

    @TempDir
    private static Path directory;

    private static WorkPlace work;
    private static BadPlaces places;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        work = WorkPlace.in(directory);
        try (Cluster cluster = Cluster.start(work.spec().standbys(0).build())) {
            Member member = cluster.node("node-1").member();
            String user = Files.getOwner(Path.of(member.host().home())).getName();
            places = new BadPlaces(
                    work.directory(), member.provisioned().binaries().directory(), user);
        }
        places.prepare();
    }

    @AfterAll
    static void undo() throws IOException, InterruptedException {
        places.close();
        ErrorTable.writeIfAsked(ROWS);
    }

    static Stream<BadInput> inputs() {
        return Stream.concat(places.all(), BadSpecs.all());
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isRefused(BadInput input) throws IOException {
        String whyNot = input.whyNot().get();
        assumeTrue(whyNot.isEmpty(), whyNot);
        List<Path> before = Leftovers.tree(work.directory());

        Throwable refusal = catchThrowable(() -> {
            var place = input.place().apply(work);
            Cluster.start(input.spec().apply(ClusterSpec.builder().place(place)).build())
                    .close();
        });

        assertThat(refusal).isInstanceOf(ReplicatedPostgresException.class);
        assertThat(Leftovers.processesBelow(work.directory())).isEmpty();
        assertThat(Leftovers.clusterDirectories(work.directory())).isEmpty();
        assertThat(Leftovers.tree(work.directory())).isEqualTo(before);
        String row = places.normalised(ErrorTable.row(input, String.valueOf(refusal.getMessage())));
        ROWS.add(row);
        assertThat(ErrorTable.isWritten() || ErrorTable.rows().contains(row))
                .as("docs/errors.md has the row%n%s", row)
                .isTrue();
    }

    @Test
    void theTableHasNoOtherRows() throws IOException {
        assumeTrue(!ErrorTable.isWritten(), "it is being written");
        List<String> whats = inputs().map(input -> "| " + input.what() + " |").toList();

        assertThat(ErrorTable.rows())
                .extracting(row -> row.substring(0, row.indexOf(" |") + 2))
                .containsExactlyElementsOf(whats);
    }
}
