package io.replicatedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The style of all modules, main and test: short files and methods, one type for each name, imports, plain words. What was longer when
 * these rules came stands in {@code style-debts.tsv} with its size: it may shrink, and not grow, and leaves the list once it is short.
 */
class StyleTest {

    static final int FILE_MAX = 250;
    static final int METHOD_MAX = 40;

    private static final Path TOP = Path.of("..");
    private static final Path DEBTS = Path.of("src/test/resources/style-debts.tsv");

    /** Words that name no subject. A sentence says who or what acts: a client, a standby, another process. */
    private static final Pattern RIDDLES = Pattern.compile(
            "(?<![\\w-])(?:whoever|whomever|somebody|nobody|anybody(?:'s)?|(?:that|which) (?:is|are|was|were) none)(?![\\w-])",
            Pattern.CASE_INSENSITIVE);

    /** The name of a finding, which journals and reports have as a word; and the user of Unix. */
    private static final Pattern NAMES =
            Pattern.compile("from nobody|`nobody`|\\{@code nobody}|\"nobody\"|, else nobody|: nobody,");

    private static final Set<String> NOT_OURS = Set.of("target", ".git", "images", "StyleTest.java");

    /** Written by tests, of words that are looked at where they stand and of names of methods. */
    private static final Pattern WRITTEN =
            Pattern.compile("docs/(?:scenarios/.*|catalogue|errors|matrix|plantings|sabotage)\\.md");

    private static final List<SourceFile> ALL = SourceFile.all();

    @Test
    void filesAreShort() {
        var sizes = new TreeMap<String, Long>();
        ALL.stream()
                .filter(file -> file.lines() > FILE_MAX)
                .forEach(file -> sizes.put(file.path(), (long) file.lines()));

        assertThat(unlikeDebts("file", sizes))
                .as("files of more than %s lines", FILE_MAX)
                .isEmpty();
    }

    @Test
    void methodsAreShort() {
        var sizes = new TreeMap<String, Long>();
        ALL.forEach(file -> file.methods().stream()
                .filter(method -> method.lines() > METHOD_MAX)
                .forEach(method -> sizes.merge(file.path() + "#" + method.name(), method.lines(), Math::max)));

        assertThat(unlikeDebts("method", sizes))
                .as("methods with a body of more than %s lines", METHOD_MAX)
                .isEmpty();
    }

    @Test
    void aNameStandsForOneType() {
        var sizes = new TreeMap<String, Long>();
        namesUsedTwice(ALL).forEach((name, places) -> sizes.put(name, (long) places.size()));

        assertThat(unlikeDebts("name", sizes)).as("names of several types").isEmpty();
    }

    @Test
    void bodiesImportWhatTheyUse() {
        assertThat(ALL)
                .flatExtracting(file -> file.fullNames().stream()
                        .map(name -> file.path() + ":" + name)
                        .toList())
                .as("types that are written with their package though the name is free: import them")
                .isEmpty();
    }

    @Test
    void sentencesNameTheirSubject() throws IOException {
        var found = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(TOP)) {
            for (Path file : files.filter(StyleTest::isProse).toList()) {
                riddles(file, found);
            }
        }

        assertThat(found).as("say who or what acts").isEmpty();
    }

    @Test
    void aRiddleIsFound() {
        assertThat(riddles("Whoever comes first.")).containsExactly("Whoever");
        assertThat(riddles("a version that is none, and nobody's")).containsExactly("that is none", "nobody");
        assertThat(riddles("streaming from nobody; runs as `nobody`")).isEmpty();
        assertThat(riddles("nobodySleeps(); a-nobody-b")).isEmpty();
    }

    /** Simple names of top-level types of main sources, with the packages that have one. */
    static Map<String, Set<String>> namesUsedTwice(Collection<SourceFile> all) {
        var names = new TreeMap<String, Set<String>>();
        all.stream()
                .filter(SourceFile::isMain)
                .forEach(file -> file.types()
                        .forEach(type -> names.computeIfAbsent(type, key -> new TreeSet<>())
                                .add(file.module() + ":" + file.packageName())));
        names.values().removeIf(places -> places.size() < 2);
        return names;
    }

    private static List<String> unlikeDebts(String kind, Map<String, Long> sizes) {
        Map<String, Long> debts = debts(kind);
        var unlike = new ArrayList<String>();
        sizes.forEach((what, size) -> {
            if (size > debts.getOrDefault(what, 0L)) {
                unlike.add("%s: %s, at most %s".formatted(what, size, debts.getOrDefault(what, 0L)));
            }
        });
        debts.keySet().stream()
                .filter(what -> !sizes.containsKey(what))
                .forEach(what -> unlike.add(what + ": it is short now, so take it off " + DEBTS.getFileName()));
        return unlike;
    }

    private static Map<String, Long> debts(String kind) {
        try (Stream<String> lines = Files.lines(DEBTS)) {
            return lines.filter(line -> line.startsWith(kind + "\t"))
                    .map(line -> line.split("\t", -1))
                    .collect(Collectors.toMap(
                            parts -> parts[1], parts -> Long.parseLong(parts[2]), (a, b) -> a, HashMap::new));
        } catch (IOException e) {
            throw new IllegalStateException(DEBTS + " cannot be read", e);
        }
    }

    private static boolean isProse(Path file) {
        String name = String.valueOf(file.getFileName());
        return Files.isRegularFile(file)
                && !WRITTEN.matcher(TOP.relativize(file).toString()).matches()
                && Stream.iterate(TOP.relativize(file), part -> part != null, Path::getParent)
                        .noneMatch(part -> NOT_OURS.contains(String.valueOf(part.getFileName())))
                && (name.matches(".*\\.(java|md|jte|sh|xml|kt)") || name.matches("catalogue\\.tsv|run|demo|verify"));
    }

    private static void riddles(Path file, List<String> found) throws IOException {
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                for (String riddle : riddles(line)) {
                    found.add("%s:%s: %s".formatted(TOP.relativize(file), number, riddle));
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    private static List<String> riddles(String line) {
        return RIDDLES.matcher(NAMES.matcher(line).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
