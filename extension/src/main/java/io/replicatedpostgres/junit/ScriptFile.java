package io.replicatedpostgres.junit;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.InitScript;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds an init script: beside the test class or one it extends, at the root of the class path, among the files. */
final class ScriptFile {

    private ScriptFile() {}

    static InitScript read(String name, Class<?> testClass) {
        if (name.isBlank()) {
            throw SpecException.of("initScripts: \"" + name + "\"", "a script has a name", "Name it, or leave it out");
        }
        URL found = find(Given.noNul("initScripts", name), testClass);
        if (found == null) {
            throw SpecException.of(
                    "initScripts: \"" + name + "\"",
                    "there is no such resource beside %s or at the root of the class path, and no such file as %s"
                            .formatted(testClass.getName(), Path.of(name).toAbsolutePath()),
                    "Put it into src/test/resources");
        }
        try (InputStream script = found.openStream()) {
            return new InitScript(name, text(name, script.readAllBytes()));
        } catch (IOException e) {
            throw SpecException.of(
                    "initScripts: \"" + name + "\"", "it cannot be read (" + e.getMessage() + ")", "Make it readable");
        }
    }

    /** Never damaged silently: what is not UTF-8 is refused. */
    private static String text(String name, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        var text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(buffer, text, true);
        String decoded = text.flip().toString();
        boolean wide = bytes.length > 1 && ((bytes[0] == -1 && bytes[1] == -2) || (bytes[0] == -2 && bytes[1] == -1));
        if (result.isError() || decoded.indexOf('\0') >= 0) {
            long line = 1
                    + decoded.chars()
                            .takeWhile(letter -> letter != 0)
                            .filter(letter -> letter == '\n')
                            .count();
            throw SpecException.of(
                    "initScripts: \"%s\", line %s".formatted(name, line),
                    wide
                            ? "it is UTF-16, and scripts are UTF-8"
                            : "there are bytes that are not UTF-8, and scripts are",
                    "Save it as UTF-8, for example with iconv -f %s -t UTF-8".formatted(wide ? "UTF-16" : "LATIN1"));
        }
        return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    }

    private static @Nullable URL find(String name, Class<?> testClass) {
        for (Class<?> at = testClass; at != null && at != Object.class; at = at.getSuperclass()) {
            URL beside = at.getResource(name);
            if (isScript(beside)) {
                return beside;
            }
        }
        URL root = testClass.getResource("/" + name);
        return isScript(root) ? root : file(name);
    }

    private static @Nullable URL file(String name) {
        try {
            Path file = Path.of(name);
            return Files.isRegularFile(file) ? file.toUri().toURL() : null;
        } catch (IOException e) {
            throw new IllegalArgumentException("not a file name: " + name, e);
        }
    }

    /** A directory is a resource as well; what it gives to read is the list of its files. */
    private static boolean isScript(@Nullable URL resource) {
        return resource != null
                && !(resource.getProtocol().equals("file")
                        && Files.isDirectory(Path.of(URI.create(resource.toString()))));
    }
}
