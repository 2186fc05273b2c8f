package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** A printed test, compiled as it is printed, against the class path of this test and nothing else. */
public final class CompiledTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package (\\S+);");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+) \\{");

    private CompiledTest() {}

    /** The class of what stands in the message of a failure after the words {@code As a test:}. */
    static Class<?> in(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return of(message.substring(message.indexOf("As a test:\n") + "As a test:\n".length()));
    }

    /** The class; fails with the compiler's words. */
    public static Class<?> of(String source) {
        var problems = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = new InMemory(compiler.getStandardFileManager(problems, null, null))) {
            var unit = new Source(name(CLASS, source), source);
            List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(null, files, problems, options, null, List.of(unit))
                    .call();
            assertThat(problems.getDiagnostics())
                    .as(source)
                    .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .isEmpty();
            assertThat(compiled).as(source).isTrue();
            String home = PACKAGE.matcher(source).find() ? name(PACKAGE, source) + "." : "";
            return Class.forName(home + name(CLASS, source), true, new Loader(files.classes()));
        } catch (ReflectiveOperationException | IOException e) {
            throw new AssertionError(source, e);
        }
    }

    private static String name(Pattern pattern, String source) {
        Matcher matcher = pattern.matcher(source);
        assertThat(matcher.find()).as(source).isTrue();
        return matcher.group(1);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Output extends SimpleJavaFileObject {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String name) {
            super(URI.create("mem:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, Output> outputs = new HashMap<>();

        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            assertThat(location).isEqualTo(StandardLocation.CLASS_OUTPUT);
            var output = new Output(name);
            outputs.put(name, output);
            return output;
        }

        Map<String, byte[]> classes() {
            var classes = new HashMap<String, byte[]>();
            outputs.forEach((name, output) -> classes.put(name, output.bytes.toByteArray()));
            return classes;
        }
    }

    /** Defines the classes in their own packages; those are open, as they are on the class path. */
    private static final class Loader extends ClassLoader {

        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(CompiledTest.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
