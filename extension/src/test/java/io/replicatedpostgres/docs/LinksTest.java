package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {

    @ParameterizedTest
    @MethodSource("files")
    void everyLinkLeadsSomewhere(Path file) {
        assertThat(Links.broken(file)).isEmpty();
    }

    static List<Path> files() {
        return Links.files(Path.of(".."));
    }

    @Test
    void whatLeadsNowhereIsNamed(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("there.md"), "# A heading: with `code`\n");
        Path file = Files.writeString(directory.resolve("a.md"), """
                [good](there.md) [good](there.md#a-heading-with-code) [out](https://example.org/none) `[code](none)`
                [no file](gone.md) [no heading](there.md#another) [not here](#nowhere)
                """);

        assertThat(Links.broken(file))
                .hasSize(3)
                .anySatisfy(one -> assertThat(one).contains("gone.md", "no such file"))
                .anySatisfy(one -> assertThat(one).contains("there.md#another", "no such heading"))
                .anySatisfy(one -> assertThat(one).contains("#nowhere", "no such heading"));
    }

    @Test
    void allOfTheTreeIsLookedAt() {
        assertThat(files())
                .extracting(file -> String.valueOf(file.getFileName()))
                .contains(
                        "README.md",
                        "CONTRIBUTING.md",
                        "report-schema.md",
                        "0001-one-template-for-primary-and-standby.md");
    }
}
