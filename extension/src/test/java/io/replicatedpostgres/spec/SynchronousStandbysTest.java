package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynchronousStandbysTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "FIRST 1 (node-2, node-3)     | FIRST 1 (\"node-2\", \"node-3\")",
                "first 2 ( node-2 , node-3 )  | FIRST 2 (\"node-2\", \"node-3\")",
                "ANY 1 (node-2,node-3)        | ANY 1 (\"node-2\", \"node-3\")",
                "any 1 (\"node-2\")           | ANY 1 (\"node-2\")",
                "2 (node-2, node-3)           | FIRST 2 (\"node-2\", \"node-3\")",
                "node-2, node-3               | FIRST 1 (\"node-2\", \"node-3\")",
                "node-2                       | FIRST 1 (\"node-2\")",
                "*                            | FIRST 1 (*)",
                "ANY 2 (*)                    | ANY 2 (*)",
            })
    void areReadAsPostgresWritesThemAndQuoted(String text, String value) {
        assertThat(SynchronousStandbys.parse(text).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "none", "NONE"})
    void canBeNone(String text) {
        var none = SynchronousStandbys.parse(text);

        assertThat(none).isEqualTo(SynchronousStandbys.none()).hasToString("none");
        assertThat(none.value()).isEmpty();
    }

    @Test
    void areWhatTheirTextSays() {
        assertThat(SynchronousStandbys.parse("ANY 1 (a, b)"))
                .isEqualTo(new SynchronousStandbys(Method.ANY, 1, List.of(new NodeRef("a"), new NodeRef("b"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FIRST 0 (node-2)",
                "ANY -1 (node-2)",
                "FIRST 99999999999 (node-2)",
                "FIRST 1 (node-2, node-2)",
                "FIRST 1 (node-2,)",
                "FIRST 1 ()",
                "FIRST 1 (no\"de-2)",
                "FIRST 1 (\"node-2)",
                "FIRST (node-2)",
                "ALL 1 (node-2)",
                "node 2",
            })
    void refuseWhatIsNone(String text) {
        assertThatThrownBy(() -> SynchronousStandbys.parse(text))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("synchronousStandbys = \"" + text + "\": ")
                .hasMessageEndingWith("Write FIRST 1 (node-2, node-3), ANY 1 (node-2, node-3), * or none.");
    }
}
