package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first test of the README, in a JVM of each locale and default charset, in each time zone. {@code -Dfirst.locales=tr-TR,fa-IR
 * -Dfirst.charsets=UTF-8 -Dfirst.zones=UTC} takes fewer.
 */
@Tag("soak")
class FirstTestSoak {

    private static final Path SOURCE = Path.of("../consumers/getting-started/src/test/java/SplitBrainTest.java");
    private static final Path DIARY = Path.of("target", "first-test-soak.txt");
    private static final int SECONDS_MAX = 600;

    private static final List<String> LOCALES = wanted(
            "first.locales",
            "en-US,tr-TR,az-AZ,lt-LT,fa-IR,ar-EG-u-nu-arab,ar-SA,bn-BD,ne-NP,mr-IN,th-TH-u-ca-buddhist-nu-thai,zh-CN");
    private static final List<String> CHARSETS = wanted("first.charsets", "UTF-8,ISO-8859-9,windows-31j");
    private static final List<String> ZONES =
            wanted("first.zones", "UTC,Asia/Kathmandu,America/St_Johns,Asia/Tehran,Pacific/Apia,GMT+05:30");

    private static List<String> wanted(String key, String all) {
        return List.of(System.getProperty(key, all).split(",", -1));
    }

    @Test
    void itPassesInEveryJvm(@TempDir Path directory) throws Exception {
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", directory.toString(), SOURCE.toString());
        assertThat(compiled).isZero();
        var failures = new ArrayList<String>();
        int runs = 0;
        for (String locale : LOCALES) {
            for (String charset : CHARSETS) {
                String told = run(directory, locale, charset);
                for (String zone : ZONES) {
                    runs++;
                    if (!told.contains("PASSED in " + zone + System.lineSeparator())) {
                        failures.add("%s, %s, %s: %s".formatted(locale, charset, zone, told));
                    }
                }
                Files.createDirectories(DIARY.getParent());
                Files.writeString(
                        DIARY,
                        "%s runs, the last in %s and %s, %s failed%n%s"
                                .formatted(runs, locale, charset, failures.size(), String.join("\n", failures)));
            }
        }
        assertThat(runs).isEqualTo(LOCALES.size() * CHARSETS.size() * ZONES.size());
        assertThat(failures).isEmpty();
    }

    /** What it wrote. */
    private static String run(Path directory, String locale, String charset) throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(words(directory, Locale.forLanguageTag(locale), charset))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    private static List<String> words(Path directory, Locale locale, String charset) {
        assertThat(Charset.isSupported(charset)).isTrue();
        String extension = locale.getExtension(Locale.UNICODE_LOCALE_EXTENSION);
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + (extension == null ? "" : "u-" + extension),
                "-Dfile.encoding=" + charset));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("replicatedpostgres."))
                .forEach(name -> words.add("-D%s=%s".formatted(name, System.getProperty(name))));
        words.addAll(List.of(
                "-cp",
                directory + File.pathSeparator + System.getProperty("java.class.path"),
                FirstTestMain.class.getName(),
                "SplitBrainTest"));
        words.addAll(ZONES);
        return words;
    }
}
