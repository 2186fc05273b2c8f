package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code -Dblocks.write=true} the blocks are renewed from their sources. */
class BlocksTest {

    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @MethodSource("files")
    void everyCodeBlockIsRunByTheBuild(Path file) {
        if (Boolean.getBoolean("blocks.write")) {
            Blocks.renew(ROOT, file);
        }

        assertThat(Blocks.problems(ROOT, file)).isEmpty();
    }

    static List<Path> files() {
        return Links.files(ROOT);
    }

    @Test
    void aBlockThatNobodyRunsOrThatDiffersIsNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("A.java"), """
                package a;

                class A {
                    // region one
                    int one = 1;
                      int two;
                    // endregion
                }
                """);
        Files.writeString(directory.resolve("run.sh"), "  ./verify --all\\n");
        Path file = Files.writeString(directory.resolve("page.md"), """
                <!-- from A.java#one -->
                ```java
                int one = 1;
                  int two;
                ```
                <!-- from A.java#one -->
                ```java
                int one = 2;
                ```
                <!-- from A.java#two -->
                ```java
                ```
                <!-- run by run.sh -->
                ```sh
                ./verify --all   # everything
                ./demo
                ```

                ```java
                unsourced
                ```
                """);

        assertThat(Blocks.problems(directory, file))
                .hasSize(4)
                .anySatisfy(one -> assertThat(one).contains("line 7", "differs from its source"))
                .anySatisfy(one -> assertThat(one).contains("line 11", "there is no", "A.java#two"))
                .anySatisfy(one -> assertThat(one).contains("run.sh does not run './demo'"))
                .anySatisfy(one -> assertThat(one).contains("line 19", "nothing above it says"));

        Blocks.renew(directory, file);

        assertThat(file).content(StandardCharsets.UTF_8).contains("""
                <!-- from A.java#one -->
                ```java
                int one = 1;
                  int two;
                ```
                <!-- from A.java#two -->
                """);
    }
}
