package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.chaos.CompiledTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each block of Java in the guide can be pasted as it is. */
class GuideCompilesTest {

    private static final Path GUIDE = Path.of("../docs/guide.md");
    private static final Pattern OURS =
            Pattern.compile("(?m)^import (?:static )?(io\\.replicatedpostgres\\.[a-z]+)\\.");

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockIsAClassThatCompiles(String block) {
        Class<?> pasted = CompiledTest.of(block);

        assertThat(pasted.getPackageName()).isEmpty();
    }

    static List<String> blocks() {
        return Blocks.in(GUIDE, "java");
    }

    @Test
    void theFirstTestImportsFromFourPackagesOfOursAtMost() {
        assertThat(blocks()).hasSizeGreaterThan(10);
        assertThat(ours(blocks().get(0))).isNotEmpty().hasSizeLessThanOrEqualTo(4);
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
