package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.chaos.CompiledTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each block of Java in the guide, the operations and the recipes can be pasted as it is. */
class GuideCompilesTest {

    private static final Path GUIDE = Path.of("../docs/guide.md");
    private static final Path OPERATIONS = Path.of("../docs/operations.md");
    private static final Path RECIPES = Path.of("../docs/recipes.md");

    /** Recipes for these are projects of their own, which CI builds. */
    private static final Pattern OTHERS = Pattern.compile("import org\\.(springframework|junit\\.platform\\.suite)\\.");

    private static final Pattern OURS =
            Pattern.compile("(?m)^import (?:static )?(io\\.replicatedpostgres\\.[a-z]+)\\.");

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockIsAClassThatCompiles(String block) {
        Class<?> pasted = CompiledTest.of(block);

        assertThat(pasted.getPackageName()).isEmpty();
    }

    static List<String> blocks() {
        return Stream.of(GUIDE, OPERATIONS, RECIPES)
                .flatMap(page -> Blocks.in(page, "java").stream())
                .filter(block -> !OTHERS.matcher(block).find())
                .toList();
    }

    @Test
    void theFirstTestImportsFromFourPackagesOfOursAtMost() {
        List<String> guide = Blocks.in(GUIDE, "java");
        assertThat(guide).hasSizeGreaterThan(10);
        assertThat(ours(guide.get(0))).isNotEmpty().hasSizeLessThanOrEqualTo(4);
    }

    private static Set<String> ours(String block) {
        var packages = new TreeSet<String>();
        Matcher imports = OURS.matcher(block);
        while (imports.find()) {
            packages.add(imports.group(1));
        }
        return packages;
    }
}
