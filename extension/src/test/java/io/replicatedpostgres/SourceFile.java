package io.replicatedpostgres;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * One Java file of the repository, parsed.
 *
 * @param path below the top of the repository, with slashes
 * @param types the simple names of its top-level types
 * @param publicTypes those of them that are public
 * @param methods its methods and constructors
 * @param fullNames types that are written with their package in a body, though the file could import them
 */
record SourceFile(
        String path,
        int lines,
        List<String> types,
        List<String> publicTypes,
        List<Method> methods,
        List<String> fullNames) {

    private static final Pattern FULL_NAME =
            Pattern.compile("(?:java|javax|io|org|com|eu|gg)(?:\\.[a-z0-9_]+)+\\.[A-Z]\\w*");

    /**
     * A method or constructor with a body.
     *
     * @param lines those between its braces
     */
    record Method(String name, long line, long lines) {}

    boolean isMain() {
        return path.contains("/src/main/");
    }

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    /** The package, without what all have in common. */
    String packageName() {
        String below = path.substring(path.indexOf("io/replicatedpostgres") + "io/replicatedpostgres".length());
        return below.substring(0, below.lastIndexOf('/')).replaceFirst("^/", "").replace('/', '.');
    }

    /** All files of the three modules, main and test. */
    static List<SourceFile> all() {
        Path top = Path.of("..");
        try (var files = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no compiler")
                .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var paths = new ArrayList<Path>();
            for (String module : List.of("reports", "extension", "scenarios")) {
                for (String kind : List.of("main", "test")) {
                    try (Stream<Path> walk = Files.walk(top.resolve(Path.of(module, "src", kind, "java")))) {
                        walk.filter(file -> file.toString().endsWith(".java")).forEach(paths::add);
                    }
                }
            }
            JavacTask task = (JavacTask) Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
                    .getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            var all = new ArrayList<SourceFile>();
            for (CompilationUnitTree unit : task.parse()) {
                all.add(of(top, unit, positions));
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException("the sources cannot be read", e);
        }
    }

    private static SourceFile of(Path top, CompilationUnitTree unit, SourcePositions positions) throws IOException {
        Path file = Path.of(unit.getSourceFile().toUri());
        String path = top.toRealPath().relativize(file.toRealPath()).toString().replace('\\', '/');
        var types = new ArrayList<String>();
        var publicTypes = new ArrayList<String>();
        for (Tree declaration : unit.getTypeDecls()) {
            if (declaration instanceof ClassTree type) {
                types.add(type.getSimpleName().toString());
                if (type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                    publicTypes.add(type.getSimpleName().toString());
                }
            }
        }
        var reader = new Reader(unit, positions, namesakes(unit, file));
        reader.scan(unit, null);
        int lines = Files.readAllLines(file).size();
        return new SourceFile(path, lines, types, publicTypes, reader.methods, reader.fullNames);
    }

    /** Simple names that mean something already in this file, by their full name: imports, and types of the same package. */
    private static Map<String, String> namesakes(CompilationUnitTree unit, Path file) throws IOException {
        var names = new HashMap<String, String>();
        try (Stream<Path> beside = Files.list(Objects.requireNonNull(file.getParent()))) {
            beside.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .forEach(name -> names.put(
                            name.replace(".java", ""), unit.getPackageName() + "." + name.replace(".java", "")));
        }
        for (ImportTree one : unit.getImports()) {
            String name = one.getQualifiedIdentifier().toString();
            names.put(name.substring(name.lastIndexOf('.') + 1), name);
        }
        return names;
    }

    /** Collects what {@link SourceFile} holds. */
    private static final class Reader extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, String> namesakes;
        private final List<Method> methods = new ArrayList<>();
        private final List<String> fullNames = new ArrayList<>();

        Reader(CompilationUnitTree unit, SourcePositions positions, Map<String, String> namesakes) {
            this.unit = unit;
            this.positions = positions;
            this.namesakes = namesakes;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            if (method.getBody() != null) {
                long begin = line(positions.getStartPosition(unit, method.getBody()));
                long end = line(positions.getEndPosition(unit, method.getBody()));
                methods.add(new Method(method.getName().toString(), begin, Math.max(0, end - begin - 1)));
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void nothing) {
            String name = select.toString();
            String simple = select.getIdentifier().toString();
            if (FULL_NAME.matcher(name).matches()
                    && namesakes.getOrDefault(simple, name).equals(name)) {
                fullNames.add(line(positions.getStartPosition(unit, select)) + ": " + name);
            }
            return super.visitMemberSelect(select, null);
        }

        @Override
        public @Nullable Void visitImport(ImportTree one, @Nullable Void nothing) {
            return null;
        }

        @Override
        public @Nullable Void visitPackage(PackageTree one, @Nullable Void nothing) {
            return null;
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree one, @Nullable Void nothing) {
            return null;
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
