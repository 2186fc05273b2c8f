package io.replicatedpostgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.SmallHeap;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a million operations take: {@code mvn -pl reports test -Dtest=JudgingSoakTest -DexcludedGroups= -Dgroups=soak}. */
@Tag("soak")
class JudgingSoakTest {

    @Test
    void aMillionOperationsAreJudgedInAHeapOf512Megabytes(@TempDir Path directory) throws Exception {
        String said = SmallHeap.run("512m", JudgingSoak.class, directory, 1_000_000);

        assertThat(said).contains("no acknowledged write lost: FAIL").contains("1,000,000 operations");
    }
}
