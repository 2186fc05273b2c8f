package io.replicatedpostgres.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A class that holds one piece of another one, with the imports that it needs. */
final class PastedClass {

    private static final String IMPORT = "import ";
    private static final String INDENT = "    ";

    private PastedClass() {}

    /**
     * The lines of it.
     *
     * @param name of the piece; {@code two-words} becomes {@code TwoWordsTest}
     * @param piece members of a class
     * @param file the source that it is taken from
     */
    static List<String> of(String name, List<String> piece, List<String> file) {
        List<String> needed = file.stream()
                .filter(line -> line.startsWith(IMPORT) && isNeeded(line, piece))
                .toList();
        var lines = new ArrayList<String>();
        List<String> statics = needed.stream()
                .filter(line -> line.startsWith("import static "))
                .toList();
        lines.addAll(statics);
        if (!statics.isEmpty() && statics.size() < needed.size()) {
            lines.add("");
        }
        needed.stream().filter(line -> !statics.contains(line)).forEach(lines::add);
        lines.add("");
        lines.add("class %sTest {".formatted(camel(name)));
        lines.add("");
        piece.forEach(line -> lines.add(line.isBlank() ? "" : INDENT + line));
        lines.add("}");
        return lines;
    }

    private static boolean isNeeded(String line, List<String> piece) {
        String simple = line.substring(line.lastIndexOf('.') + 1, line.length() - 1);
        Pattern word = Pattern.compile("\\b" + Pattern.quote(simple) + "\\b");
        return piece.stream().anyMatch(each -> word.matcher(each).find());
    }

    private static String camel(String name) {
        var camel = new StringBuilder();
        for (String word : name.split("-")) {
            camel.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return camel.toString();
    }
}
