package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformPropertiesTest {

    @TempDir
    private Path directory;

    @Test
    void aMisspeltSettingIsRefusedWithTheNearestKnownOne() throws IOException {
        write("replicatedpostgres.timoutFactor = 2");

        assertThatThrownBy(this::check)
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("replicatedpostgres.timoutFactor")
                .hasMessageContaining("The nearest is replicatedpostgres.timeoutFactor");
    }

    @Test
    void knownSettingsAndThoseOfOthersAreNotLookedAt() throws IOException {
        write("replicatedpostgres.keep = NEVER\njunit.jupiter.execution.parallel.enabled = true");

        assertThatCode(this::check).doesNotThrowAnyException();
    }

    private void write(String content) throws IOException {
        Files.writeString(directory.resolve("junit-platform.properties"), content);
    }

    private void check() throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            Thread.currentThread().setContextClassLoader(loader);
            PlatformProperties.refuseUnknown();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
