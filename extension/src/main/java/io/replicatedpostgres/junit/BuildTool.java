package io.replicatedpostgres.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The build tool of a project, and its arguments to run one test.
 *
 * @param kind Maven, or Gradle
 * @param module the module within the topmost project, with slashes; empty if it is that project
 */
record BuildTool(Kind kind, String module) {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%#-]+");

    /** Which one. */
    enum Kind {
        MAVEN,
        GRADLE;

        boolean isIn(Path directory) {
            Stream<String> files = this == MAVEN
                    ? Stream.of("pom.xml")
                    : Stream.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
            return files.anyMatch(file -> Files.isRegularFile(directory.resolve(file)));
        }
    }

    /** That of the project in a directory; Maven if nothing tells. */
    static BuildTool at(Path directory) {
        Path module = directory.toAbsolutePath().normalize();
        Kind kind = Kind.GRADLE.isIn(module) && !Kind.MAVEN.isIn(module) ? Kind.GRADLE : Kind.MAVEN;
        Path top = module;
        while (top.getParent() != null && kind.isIn(top.getParent())) {
            top = top.getParent();
        }
        return new BuildTool(kind, top.relativize(module).toString().replace('\\', '/'));
    }

    String command(String test, @Nullable String method, boolean integration, Map<String, String> properties) {
        var words = kind == Kind.GRADLE ? gradle(test, method) : maven(test, method, integration);
        properties.forEach((name, value) -> words.add("-D%s=%s".formatted(name, value)));
        return words.stream().map(BuildTool::quoted).collect(Collectors.joining(" "));
    }

    private List<String> maven(String test, @Nullable String method, boolean integration) {
        var words = new ArrayList<>(List.of("mvn"));
        if (!module.isEmpty()) {
            words.addAll(List.of("-pl", module, "-am"));
        }
        words.add(integration ? "verify" : "test");
        String one = method == null ? test : test + "#" + method;
        if (integration) {
            words.addAll(List.of("-Dtest=none", "-Dit.test=" + one, "-Dfailsafe.failIfNoSpecifiedTests=false"));
        } else {
            words.add("-Dtest=" + one);
        }
        if (integration || !module.isEmpty()) {
            words.add("-Dsurefire.failIfNoSpecifiedTests=false");
        }
        return words;
    }

    private List<String> gradle(String test, @Nullable String method) {
        String task = module.isEmpty() ? "test" : ":" + module.replace('/', ':') + ":test";
        return new ArrayList<>(List.of("gradle", task, "--tests", method == null ? test : test + "." + method));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
