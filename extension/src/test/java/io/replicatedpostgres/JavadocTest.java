package io.replicatedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type says in a sentence what it is. */
class JavadocTest {

    private static final String DECLARATION = "public\\s+(?:(?:static|final|sealed|non-sealed|abstract)\\s+)*+"
            + "(?:class|interface|@interface|enum|record)\\s+(\\w+)";
    private static final String ANNOTATIONS = "(?:@(?!interface)[\\w.]+(?:\\((?:[^()]|\\([^()]*\\))*\\))?\\s+)*+";
    private static final String SENTENCE = "/\\*\\*[\\s*]*[\\p{L}{](?:(?!\\*/).)*[.:?!](?:\\s(?:(?!\\*/).)*)?\\*/\\s*";

    private static final Pattern TYPE = Pattern.compile(DECLARATION);
    private static final Pattern DOCUMENTED = Pattern.compile(SENTENCE + ANNOTATIONS + DECLARATION, Pattern.DOTALL);

    @Test
    void everyPublicTypeHasASentence() throws IOException {
        var silent = new ArrayList<String>();
        long types = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                types += TYPE.matcher(source).results().count();
                silentTypes(source).forEach(type -> silent.add(file + ": " + type));
            }
        }

        assertThat(silent).isEmpty();
        assertThat(types).isGreaterThan(30);
    }

    @Test
    void aTypeWithoutOneIsFound() {
        assertThat(silentTypes("package a;\n\npublic final class Bare {}")).containsExactly("Bare");
        assertThat(silentTypes("/** */\npublic record Empty(int a) {}")).containsExactly("Empty");
        assertThat(silentTypes("/** @author me. */\npublic enum Tagged {}")).containsExactly("Tagged");
        assertThat(silentTypes("/** Said. */\nint a;\n@Deprecated\npublic @interface Distant {}"))
                .containsExactly("Distant");
        assertThat(silentTypes("/** Said. */\npublic interface Outer {\n    public static class Inner {}\n}"))
                .containsExactly("Inner");
    }

    @Test
    void aTypeWithOneIsNot() {
        assertThat(silentTypes("/**\n * What it is.\n */\n@A({@B(1), @C})\n@D\npublic sealed interface Fine {}"))
                .isEmpty();
        assertThat(silentTypes("/** {@code pg_rewind}. */\npublic final class Fine {}"))
                .isEmpty();
        assertThat(silentTypes("class Ours {}")).isEmpty();
    }

    private static List<String> silentTypes(String source) {
        Set<Integer> documented =
                DOCUMENTED.matcher(source).results().map(MatchResult::end).collect(Collectors.toSet());
        return TYPE.matcher(source)
                .results()
                .filter(type -> !documented.contains(type.end()))
                .map(type -> type.group(1))
                .toList();
    }
}
