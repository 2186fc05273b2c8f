package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A user's project, built by the Maven on the path. It gets this module's classes as a jar, and nothing is installed. */
final class SampleBuild {

    private static final long TIMEOUT_MINUTES = 5;
    private static final Pattern ROW = Pattern.compile(
            "<tr>\\s*<td><span class=\"badge (\\w+)\">\\w+</span>( <span class=\"badge flaky\">)?.*?<a href=\"#a\\d+\">(.*?)</a>",
            Pattern.DOTALL);

    private final Path work;
    private final Path project;
    private String log = "";

    /** Copies the sample projects, and takes the one with this name. */
    SampleBuild(Path work, String name) throws IOException {
        this.work = work;
        this.project = work.resolve(name);
        Path sources = Path.of("src/it");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = work.resolve(sources.relativize(file));
                Files.createDirectories(copy.resolveSibling("."));
                Files.copy(file, copy);
            }
        }
    }

    /** Runs it, and gives back the exit code. */
    int run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-nsu", "-Dsample.reports.jar=" + jar()));
        System.getProperties().stringPropertyNames().stream()
                .filter(key -> key.startsWith("sample."))
                .forEach(key -> command.add("-D" + key + "=" + System.getProperty(key)));
        command.addAll(List.of(arguments));
        Path output = work.resolve("maven.log");
        Process maven = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = maven.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        maven.destroyForcibly();
        log = Files.readString(output);
        assertThat(ended).as(log).isTrue();
        return maven.exitValue();
    }

    /** What Maven printed. */
    String log() {
        return log;
    }

    /** The verdict of each test in the overview of the only report in this directory. */
    SortedMap<String, String> report(String directory) throws IOException {
        Path target = project.resolve(directory).resolve("target");
        assertThat(found(target, "index.html")).as(log).hasSize(1);
        String html = Files.readString(target.resolve("resilience-report/index.html"));
        var verdicts = new TreeMap<String, String>();
        for (MatchResult row : ROW.matcher(html).results().toList()) {
            verdicts.put(row.group(3), row.group(2) == null ? row.group(1) : row.group(1) + ", flaky");
        }
        return verdicts;
    }

    /** How many journals are anywhere in the project. */
    int journals() throws IOException {
        return found(project, ".jsonl").size();
    }

    /** Whether there is anything of a report anywhere beneath the work directory. */
    boolean hasTraces() throws IOException {
        return !found(work, "resilience-report").isEmpty();
    }

    private static List<Path> found(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private Path jar() throws IOException {
        Path classes = Path.of("target/classes").toAbsolutePath();
        Path jar = work.resolve("reports.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                var entries = new JarOutputStream(out, new Manifest());
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!name.equals("META-INF/MANIFEST.MF")) {
                    entries.putNextEntry(new JarEntry(name));
                    Files.copy(file, entries);
                }
            }
        }
        return jar;
    }
}
