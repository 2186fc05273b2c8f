package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.SmallHeap;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long it takes: {@code mvn -pl reports test -Dtest=IsolationSoakTest -DexcludedGroups= -Dgroups=soak}. */
@Tag("soak")
class IsolationSoakTest {

    @Test
    void aHundredThousandTransactionsAreJudgedInAGigabyte(@TempDir Path directory) throws Exception {
        String said = SmallHeap.run("1g", IsolationSoak.class, directory, 100_000);

        assertThat(said)
                .contains("snapshot isolation, PLAIN: [] in")
                .contains("snapshot isolation, PLAIN: [long fork (G-nonadjacent)] in");
    }
}
