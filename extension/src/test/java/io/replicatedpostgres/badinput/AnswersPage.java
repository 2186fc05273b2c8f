package io.replicatedpostgres.badinput;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers as they stand on the page of errors: each kind once, with the first that gave it. */
final class AnswersPage {

    private static final int MESSAGE_MAX = 400;

    private AnswersPage() {}

    /** A table for each group. */
    static String of(List<Answer> answers) {
        Map<String, List<Answer>> groups = new LinkedHashMap<>();
        answers.forEach(answer -> groups.computeIfAbsent(answer.group(), group -> new ArrayList<>())
                .add(answer));
        var text = new StringBuilder();
        groups.forEach((group, all) -> text.append(table(group, all)));
        return text.toString();
    }

    /** What is said, as it stands in the last cell of a row. */
    static Stream<String> rows(List<Answer> answers) {
        Map<String, List<Answer>> groups = new LinkedHashMap<>();
        answers.forEach(answer -> groups.computeIfAbsent(answer.group(), group -> new ArrayList<>())
                .add(answer));
        return groups.values().stream()
                .flatMap(all -> kinds(all).values().stream())
                .map(same -> said(same.get(0)));
    }

    private static Map<String, List<Answer>> kinds(List<Answer> answers) {
        Map<String, List<Answer>> kinds = new LinkedHashMap<>();
        for (Answer answer : answers) {
            @Nullable String message = answer.message();
            if (message != null) {
                kinds.computeIfAbsent(kind(message), kind -> new ArrayList<>()).add(answer);
            }
        }
        return kinds;
    }

    private static String said(Answer answer) {
        return cell(normalised(String.valueOf(answer.message())));
    }

    private static String table(String group, List<Answer> answers) {
        Map<String, List<Answer>> kinds = kinds(answers);
        if (kinds.isEmpty()) {
            return "";
        }
        var text = new StringBuilder("\n### `%s`\n\n| written | what is said |\n|---|---|\n".formatted(group));
        kinds.values().forEach(same -> text.append(row(same)));
        return text.toString();
    }

    /** Two answers of one kind differ in the value only: in quotes, after a sign of equality, or a number. */
    private static String kind(String message) {
        return normalised(message)
                .replaceAll("(?s)\"[^\"]*\"|'[^']*'", "…")
                .replaceAll("^[\\w. \\[\\]]+ = [^:]*:", "…:")
                .replaceAll("-?\\d+(\\.\\d+)?", "…")
                .replaceAll("\\bPT\\S+", "…")
                .replaceAll("^[^:]{0,80}:", "…:");
    }

    private static String row(List<Answer> same) {
        Answer first = same.get(0);
        String others = same.size() == 1 ? "" : " and %s more".formatted(same.size() - 1);
        return "| `%s`%s | %s |\n".formatted(cell(normalised(first.written())).replace("`", "'"), others, said(first));
    }

    private static String cell(String text) {
        String line = text.strip().replace("|", "\\|").replaceAll("\\s*\\R\\s*", "<br>");
        return line.length() <= MESSAGE_MAX ? line : line.substring(0, MESSAGE_MAX) + " …";
    }

    /** Without what differs from machine to machine and from run to run. */
    private static String normalised(String message) {
        return Hostile.visible(message)
                .replaceAll("/\\S*/(jvms|junit)\\S*/(node-\\d)", "…/$2")
                .replace(Path.of("").toAbsolutePath().toString(), "/work/extension")
                .replace(Path.of("..").toAbsolutePath().normalize().toString(), "/work")
                // where a long word is cut hangs on what stands before it, and that may be a directory of this machine
                .replaceAll("(/\\S*?)?x{10,}(… \\(\\d+ characters\\))?", "xxx… (10000 characters)")
                .replaceAll("/\\S*… \\(\\d{5} characters\\)", "xxx… (10000 characters)")
                .replaceAll("Walked\\$(Shared\\$)?C\\d+", "Walked")
                .replaceAll("/\\S*/(junit|rp-test)-?\\d+", "…")
                .replaceAll("that \\S+ can write", "that … can write")
                .replaceAll("\\b[0-9A-F]{1,8}/[0-9A-F]{2,8}\\b", "0/3000148")
                .replaceAll("PostgreSQL \\d+\\.\\d+", "PostgreSQL 15.18")
                .replaceAll("\\d+\\.\\d s\\b", "0.1 s")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:20001")
                .replaceAll(" -p \\d+", " -p 20001");
    }
}
