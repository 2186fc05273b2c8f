package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each dependency that a user gets has its reason. */
class DependenciesTest {

    private static final Path REASONS = Path.of("../docs/decisions/0008-dependencies-of-the-extension.md");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");

    @ParameterizedTest
    @ValueSource(strings = {"../extension/pom.xml", "../reports/pom.xml"})
    void eachStandsInTheTable(String pom) throws IOException {
        String reasons = Files.readString(REASONS);

        assertThat(forUsers(Files.readString(Path.of(pom))))
                .isNotEmpty()
                .allSatisfy(artifact -> assertThat(reasons).contains("| `" + artifact + "`"));
    }

    @Test
    void whatIsNotForUsersNeedsNoReason() {
        assertThat(forUsers("""
                <dependency><artifactId>a</artifactId></dependency>
                <dependency><artifactId>b</artifactId><scope>test</scope></dependency>
                <dependency><artifactId>c</artifactId><scope>provided</scope></dependency>
                <dependency><artifactId>replicated-postgres-reports</artifactId></dependency>""")).containsExactly("a");
    }

    private static List<String> forUsers(String pom) {
        return DEPENDENCY
                .matcher(pom.replaceAll("(?s)<build>.*", ""))
                .results()
                .map(found -> found.group(1))
                .filter(text -> !text.contains("<scope>test") && !text.contains("<scope>provided"))
                .map(text -> ARTIFACT.matcher(text)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .filter(artifact -> !artifact.startsWith("replicated-postgres"))
                .toList();
    }
}
