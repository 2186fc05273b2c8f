package io.replicatedpostgres.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.InMemory;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks every attribute of an annotation, every setting and every parameter of a public method with invalid values. Each
 * is refused by an error that names the value, the rule and the way out, or is taken and harmless: {@code docs/errors.md} has them.
 * A new method is walked by itself; one with an unknown parameter type fails this.
 */
@Tag("local") // looks at this machine from outside
class BadInputTest {

    /** {@code -Derrors.write=true} writes the page anew; look at the difference before committing it. */
    private static final boolean WRITE = Boolean.getBoolean("errors.write");

    @TempDir(factory = InMemory.class)
    private Path directory;

    @Test
    void isRefusedOrHarmless() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path base = directory.toRealPath();
        List<Answer> annotations;
        List<Answer> settings;
        List<Answer> methods;
        var place = Map.of(PlaceKey.DIRECTORY, base.toString(), PlaceKey.AHEAD, "NOTHING", PlaceKey.RUNTIME, "local");
        try (var stage = new Stage(Places.with(place), base)) {
            var walk = new Walk(stage);
            annotations = walk.ofAnnotations();
            settings = walk.ofSettings();
            methods = walk.ofMethods();
        }

        List<Answer> all =
                Stream.of(annotations, settings, methods).flatMap(List::stream).toList();
        String figures = WalkPage.figures(annotations, settings, methods);
        if (WRITE) {
            WalkPage.write(WalkPage.text(figures, all));
        }
        assertThat(all.stream().filter(answer -> !answer.complaints().isEmpty()))
                .isEmpty();
        assertThat(Remains.below(base)).isEmpty();
        assertThat(WalkPage.missing(figures, all)).as("docs/errors.md has it").isEmpty();
    }
}
