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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The command that runs one test again, on the same runtime and version, with whatever else was not as by default. Nothing tells a test whether Surefire or Failsafe
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

    static Map<String, String> settings(Cluster cluster) {
        var settings = new LinkedHashMap<String, String>();
        Place place = cluster.spec().place();
        settings.put(PlaceKey.RUNTIME.key(), cluster.runtime().toString());
        // the patch level is not to be had everywhere; which one it was, the journal says
        settings.put(PlaceKey.VERSION.key(), String.valueOf(cluster.version().major()));
        Place byDefault = Place.from(key -> Optional.empty());
        for (PlaceKey key : PlaceKey.values()) {
            @Nullable String value = Places.value(place, key);
            if (value != null && !value.equals(Places.value(byDefault, key))) {
                settings.putIfAbsent(key.key(), value);
            }
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
        if (source == null || source.getLocation() == null) {
            return "test";
        }
        // a URL's path, which is not a file path on Windows
        String path = source.getLocation().getPath().replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
