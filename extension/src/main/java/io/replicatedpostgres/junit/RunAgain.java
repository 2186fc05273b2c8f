package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Reproduction;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The command that runs one test again, on the same runtime and version. Nothing tells a test whether Surefire or Failsafe
 * runs it, so its name and place decide: what Failsafe finds by default, or what is not among the test classes, is Failsafe's.
 */
final class RunAgain {

    private static final Pattern OF_FAILSAFE = Pattern.compile("IT\\w*|\\w+(IT|ITCase)");

    private RunAgain() {}

    static Reproduction command(ExtensionContext context, Cluster cluster) {
        Class<?> type = context.getRequiredTestClass();
        String test = type.getName();
        Optional<String> method = context.getTestMethod().map(Method::getName);
        Path directory = Path.of(Objects.requireNonNullElse(System.getProperty("basedir"), ""));
        BuildTool tool = BuildTool.at(directory);
        return new Reproduction(tool.command(test, method.orElse(null), isOfFailsafe(type), settings(cluster)));
    }

    private static Map<String, String> settings(Cluster cluster) {
        var settings = new LinkedHashMap<String, String>();
        Place place = cluster.spec().place();
        settings.put(PlaceKey.RUNTIME.key(), cluster.runtime().toString());
        // the patch level is not to be had everywhere; which one it was, the journal says
        settings.put(PlaceKey.VERSION.key(), String.valueOf(cluster.version().major()));
        Optional.ofNullable(place.image()).ifPresent(image -> settings.put(PlaceKey.IMAGE.key(), image));
        if (place.timeoutFactor() != 1) {
            settings.put(PlaceKey.TIMEOUT_FACTOR.key(), String.valueOf(place.timeoutFactor()));
        }
        return settings;
    }

    static boolean isOfFailsafe(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return OF_FAILSAFE.matcher(outermost.getSimpleName()).matches()
                || !place(outermost).contains("test");
    }

    private static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String path = source == null || source.getLocation() == null
                ? "test"
                : source.getLocation().getPath();
        return Path.of(path).getFileName() == null
                ? "test"
                : Path.of(path).getFileName().toString();
    }
}
