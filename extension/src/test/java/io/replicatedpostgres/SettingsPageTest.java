package io.replicatedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.EnabledOnRuntime;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.PostgresVersions;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.postgres.ServerSettings;
import io.replicatedpostgres.spec.OwnedSettings;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of settings says what the code says; {@code -Dsettings.write=true} writes it anew. */
class SettingsPageTest {

    private static final Path PAGE = Path.of("../docs/settings.md");
    private static final List<Class<?>> ANNOTATIONS = List.of(
            ReplicatedPostgres.class,
            Standby.class,
            OnNode.class,
            PostgresVersions.class,
            EnabledOnPostgres.class,
            EnabledOnRuntime.class,
            EnabledOnProfile.class,
            RequiresFault.class,
            RequiresTool.class,
            RequiresManager.class,
            Expect.class,
            Allow.class,
            Scenario.class);

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page = page();

        if (Boolean.getBoolean("settings.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        var text = new StringBuilder();
        places(text);
        shards(text);
        annotations(text);
        defaults(text);
        owned(text);
        return text.toString();
    }

    private static void places(StringBuilder text) {
        text.append("""
                # Settings

                Generated from the code; `SettingsPageTest` compares it, and writes it anew with `-Dsettings.write=true`.

                ## Where, and which PostgreSQL

                A JUnit configuration parameter (also a system property, or a line of `junit-platform.properties`) comes first, then
                the environment variable, then the annotation, then the default. An unknown key is an error.

                | parameter | variable | says | by default |
                |---|---|---|---|
                """);
        for (PlaceKey key : PlaceKey.values()) {
            row(text, "`" + key.key() + "`", "`" + key.variable() + "`", key.meaning(), key.byDefault());
        }
    }

    private static void shards(StringBuilder text) {
        text.append("""

                ## Which of the test classes run

                Of one machine, so no line of a file that all have: a system property, then the environment variable.

                | property | variable | says | by default |
                |---|---|---|---|
                | `replicatedpostgres.shard` | `REPLICATEDPOSTGRES_SHARD` | `2/5`: the second of five shards of all test classes | all |
                | `replicatedpostgres.shardTimes` | `REPLICATEDPOSTGRES_SHARD_TIMES` | a directory with results of an earlier run, \
                `TEST-….xml`: shards end together | each class goes by its name |
                """);
    }

    private static void annotations(StringBuilder text) {
        text.append("\n## What the test says: its annotations\n");
        for (Class<?> annotation : ANNOTATIONS) {
            text.append("\n### `@%s`\n\n| attribute | type | by default | says |\n|---|---|---|---|\n"
                    .formatted(annotation.getSimpleName()));
            Arrays.stream(annotation.getDeclaredMethods())
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> row(
                            text,
                            "`" + method.getName() + "`",
                            "`" + method.getReturnType().getSimpleName() + "`",
                            method.getDefaultValue() == null
                                    ? "to be said"
                                    : "`" + shown(method.getDefaultValue()) + "`",
                            said(method)));
        }
    }

    private static void defaults(StringBuilder text) {
        text.append("""

                ## What every server starts with

                A file named by `replicatedpostgres.settings` may say otherwise, and a test with `settings` counts more than that. Here for
                PostgreSQL 15; each line stands in `postgresql.conf` with its reason. With the profile `production`, `max_wal_size`,
                `min_wal_size` and `fsync` are PostgreSQL's own, and `wal_keep_size` keeps as many segments, of 16 MiB.

                | setting | value | why |
                |---|---|---|
                """);
        new ServerSettings(new PostgresVersion(15, 0), ServerProfile.SMALL)
                .defaults()
                .settings()
                .forEach(setting ->
                        row(text, "`" + setting.name() + "`", "`" + setting.value() + "`", setting.reason()));
    }

    private static void owned(StringBuilder text) {
        text.append("""

                ## What belongs to the harness

                A test that sets one of these is refused, and so is a file of settings.

                | setting | instead |
                |---|---|
                """);
        OwnedSettings.list().forEach((name, instead) -> row(text, "`" + name + "`", instead));
    }

    private static String shown(Object value) {
        if (value.getClass().isArray()) {
            return Array.getLength(value) == 0 ? "{}" : Arrays.toString((Object[]) value);
        }
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** The Javadoc of an attribute, as it stands in its source. */
    private static String said(Method attribute) {
        Path source =
                Path.of("src/main/java", attribute.getDeclaringClass().getName().replace('.', '/') + ".java");
        Matcher javadoc = Pattern.compile(
                        "(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s+[\\w<>?\\[\\]. ]+ " + attribute.getName() + "\\(\\)")
                .matcher(read(source));
        assertThat(javadoc.find()).as("Javadoc of " + attribute).isTrue();
        return javadoc.group(1)
                .replaceAll("\\s*\\n\\s*\\*\\s*", " ")
                .replaceAll("\\{@(?:link|code) [\\w.]*#(\\w+)(?:\\([^)]*\\))?\\}", "`$1`")
                .replaceAll("\\{@(?:link|code) ([^}]*)\\}", "`$1`")
                .replaceAll("<p>|</?[a-z]+>", "")
                .replace("|", "\\\\|")
                .strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noAnnotationIsLeftOut() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/replicatedpostgres/junit"))) {
            assertThat(files.filter(file -> read(file).contains("public @interface"))
                            .map(file -> file.getFileName().toString().replace(".java", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            ANNOTATIONS.stream().map(Class::getSimpleName).toList());
        }
    }
}
