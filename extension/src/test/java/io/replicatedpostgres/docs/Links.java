package io.replicatedpostgres.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The links of Markdown files that lead to other files of the tree, and to headings in them. */
final class Links {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.*?)\\s*$");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

    private Links() {}

    /** Every Markdown file beneath a directory that is not made by the build. */
    static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.iterate(directory.relativize(file), part -> part != null, Path::getParent)
                            .noneMatch(part -> NOT_OURS.contains(String.valueOf(part.getFileName()))))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The links of a file that lead nowhere, each with its reason. */
    static List<String> broken(Path file) {
        var broken = new ArrayList<String>();
        for (MatchResult match :
                LINK.matcher(CODE.matcher(read(file)).replaceAll("")).results().toList()) {
            String link = match.group(1) != null ? match.group(1) : match.group(2);
            if (!link.contains("://") && !link.startsWith("mailto:")) {
                String why = why(file, link);
                if (!why.isEmpty()) {
                    broken.add("%s: %s: %s".formatted(file, link, why));
                }
            }
        }
        return broken;
    }

    private static String why(Path file, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return "there is no such file";
        }
        if (parts.length == 2
                && target.toString().endsWith(".md")
                && !anchors(read(target)).contains(parts[1])) {
            return "there is no such heading";
        }
        return "";
    }

    /** As GitHub makes them of headings. */
    static Set<String> anchors(String markdown) {
        return HEADING.matcher(markdown)
                .results()
                .map(match -> match.group(1)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                        .replaceAll("\\s", "-"))
                .collect(Collectors.toSet());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
