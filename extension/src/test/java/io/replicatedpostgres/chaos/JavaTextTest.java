package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values as Java writes them, and what has to be imported for them. */
class JavaTextTest {

    @Test
    void aLiteralIsPlainAscii() {
        assertThat(JavaText.literal("a \"b\" \\ c\n\r\t")).isEqualTo("\"a \\\"b\\\" \\\\ c\\n\\r\\t\"");
        assertThat(JavaText.literal(" ~")).isEqualTo("\" ~\"");
        assertThat(JavaText.literal("\u001f\u007fü€")).isEqualTo("\"\\u001f\\u007f\\u00fc\\u20ac\"");
        assertThat(JavaText.literals(List.of("a", "b"))).isEqualTo("\"a\", \"b\"");
    }

    @Test
    void aDurationIsInMillisecondsIfItCanBe() {
        var imports = new Imports();

        assertThat(JavaText.duration(Duration.ofMillis(1500), imports)).isEqualTo("Duration.ofMillis(1500)");
        assertThat(JavaText.duration(Duration.ofNanos(1_500_000_001), imports))
                .isEqualTo("Duration.ofNanos(1500000001L)");
        assertThat(imports.lines()).containsExactly("import java.time.Duration;");
    }

    @Test
    void aCommentIsOneLineWithoutEscapes() {
        assertThat(JavaText.comment(" one\n\t two \\u000a ")).isEqualTo("one two /u000a");
    }

    @Test
    void staticImportsComeFirstAndAllAreSorted() {
        var imports = new Imports();

        assertThat(imports.ours("junit.Standby")).isEqualTo("Standby");
        assertThat(imports.type(List.class)).isEqualTo("List");
        assertThat(imports.member("a.B", "C")).isEqualTo("C");
        assertThat(imports.type("Unpacked")).isEqualTo("Unpacked");
        assertThat(imports.lines())
                .containsExactly(
                        "import static a.B.C;",
                        "",
                        "import Unpacked;",
                        "import io.replicatedpostgres.junit.Standby;",
                        "import java.util.List;");
    }
}
