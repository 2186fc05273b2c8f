package io.replicatedpostgres.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code blocks of a Markdown file. The line above each says where the build runs it:
 *
 * <ul>
 *   <li>{@code <!-- from path#region -->}: it is a copy of that region of that file, of the whole file without a region. A
 *       region lies between lines with {@code region name} and {@code endregion};
 *   <li>{@code <!-- class of path#region -->}: it is a class that holds that region alone, with the imports of that file that it
 *       needs, to be pasted as it is;
 *   <li>{@code <!-- run by path -->}: each of its commands stands in that file.
 * </ul>
 *
 * <p>A block of {@code text} is a drawing, no code.
 */
final class Blocks {

    private static final String FENCE = "```";
    private static final Pattern FROM = Pattern.compile("<!-- from ([^ #]+)(?:#([\\w-]+))? -->");
    private static final Pattern CLASS_OF = Pattern.compile("<!-- class of ([^ #]+)#([\\w-]+) -->");
    private static final Pattern RUN_BY = Pattern.compile("<!-- run by ([^ ]+) -->");

    private final Path root;
    private final Path file;
    private final List<String> lines;
    private final List<String> problems = new ArrayList<>();
    private final List<String> renewed = new ArrayList<>();

    private Blocks(Path root, Path file) {
        this.root = root;
        this.file = file;
        this.lines = read(file);
        walk();
    }

    /** What is wrong with the blocks of a file, a line each. */
    static List<String> problems(Path root, Path file) {
        return new Blocks(root, file).problems;
    }

    /** Copies the regions into their blocks. */
    static void renew(Path root, Path file) {
        try {
            Files.writeString(file, String.join("\n", new Blocks(root, file).renewed) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of the blocks of one language. */
    static List<String> in(Path file, String language) {
        var blocks = new ArrayList<String>();
        List<String> lines = read(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).equals(FENCE + language)) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
                blocks.add(String.join("\n", lines.subList(i + 1, end)) + "\n");
                i = end;
            }
        }
        return blocks;
    }

    private void walk() {
        for (int i = 0; i < lines.size(); i++) {
            renewed.add(lines.get(i));
            if (lines.get(i).startsWith(FENCE)) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
                renewed.addAll(block(i, lines.subList(i + 1, end)));
                renewed.add(FENCE);
                i = end;
            }
        }
    }

    private List<String> block(int fence, List<String> text) {
        if (lines.get(fence).equals(FENCE + "text")) {
            return text;
        }
        String marker = fence == 0 ? "" : lines.get(fence - 1);
        Matcher from = FROM.matcher(marker);
        Matcher runBy = RUN_BY.matcher(marker);
        if (from.matches()) {
            return copied(fence, text, region(from.group(1), from.group(2)));
        }
        Matcher classOf = CLASS_OF.matcher(marker);
        if (classOf.matches()) {
            return copied(
                    fence,
                    text,
                    region(classOf.group(1), classOf.group(2))
                            .map(region ->
                                    PastedClass.of(classOf.group(2), region, read(root.resolve(classOf.group(1))))));
        }
        if (runBy.matches()) {
            text.stream()
                    .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                    .filter(command -> !command.isEmpty() && !contains(runBy.group(1), command))
                    .forEach(command -> problem(fence, "%s does not run '%s'".formatted(runBy.group(1), command)));
            return text;
        }
        problem(
                fence,
                "nothing above it says where it is run: <!-- from path#region -->, <!-- class of path#region --> or <!-- run by path -->");
        return text;
    }

    private List<String> copied(int fence, List<String> text, Optional<List<String>> source) {
        if (source.isEmpty()) {
            problem(fence, "there is no " + lines.get(fence - 1));
        } else if (!source.get().equals(text)) {
            problem(fence, "it differs from its source: renew it with -Dblocks.write=true");
        }
        return source.orElse(text);
    }

    private boolean contains(String path, String command) {
        return read(root.resolve(path)).stream().anyMatch(line -> line.contains(command));
    }

    private Optional<List<String>> region(String path, String name) {
        if (!Files.exists(root.resolve(path))) {
            return Optional.empty();
        }
        List<String> all = read(root.resolve(path));
        if (name == null) {
            return Optional.of(all.stream()
                    .dropWhile(line -> line.startsWith("package ") || line.isBlank())
                    .toList());
        }
        var region = new ArrayList<String>();
        boolean within = false;
        boolean found = false;
        for (String line : all) {
            if (within && line.contains("endregion")) {
                within = false;
            } else if (within) {
                region.add(line);
            } else if (line.matches(".*\\bregion " + name + "( .*)?")) {
                within = true;
                found = true;
            }
        }
        return found ? Optional.of(outdented(region)) : Optional.empty();
    }

    private static List<String> outdented(List<String> region) {
        return String.join("\n", region).stripIndent().lines().toList();
    }

    private void problem(int fence, String what) {
        problems.add("%s, line %s: %s".formatted(file, fence + 1, what));
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
