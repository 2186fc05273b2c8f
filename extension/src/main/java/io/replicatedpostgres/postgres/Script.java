package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * A script of SQL, statement by statement, as {@code psql} sends it: each one is a transaction of its own unless the script begins one, and
 * the lines after {@code COPY … FROM stdin} are its data.
 *
 * @param parts the statements in order
 */
public record Script(List<Part> parts) {

    private static final Pattern COPY_FROM_STDIN =
            Pattern.compile("copy\\b.*\\bfrom\\s+stdin\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A dump begins and ends with the first two; an error ends a script here in any case. */
    private static final Pattern HARMLESS =
            Pattern.compile("\\\\(?:restrict|unrestrict)\\b.*|\\\\set\\s+ON_ERROR_STOP\\b.*");

    private static final Pattern DOLLAR =
            Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uffff][A-Za-z_0-9\\x80-\\uffff]*)?\\$");
    private static final String END_OF_DATA = "\\.";

    /**
     * One statement.
     *
     * @param line where it begins, from 1
     * @param sql its text, without the semicolon
     * @param data what {@code COPY … FROM stdin} reads; null of any other statement
     * @param command a backslash command, which a server does not know; then there is no SQL
     */
    public record Part(
            int line,
            String sql,
            @Nullable String data,
            @Nullable String command) {

        /** In which line of the script the server found an error, or where the statement begins. */
        public int lineOf(SqlException e) {
            int position = e.getCause() instanceof PSQLException answer && answer.getServerErrorMessage() != null
                    ? answer.getServerErrorMessage().getPosition()
                    : 0;
            String before = sql.substring(0, Math.min(Math.max(0, position - 1), sql.length()));
            return line + (int) before.chars().filter(letter -> letter == '\n').count();
        }
    }

    /** Takes a script apart. */
    public static Script parse(String text) {
        return new Script(new Reader(text).read());
    }

    private static final class Reader {

        private static final Set<String> ROUTINES = Set.of("function", "procedure");

        private final String text;
        private final List<Part> parts = new ArrayList<>();
        private final List<String> words = new ArrayList<>();
        private int at;
        private int begin = -1;
        private int parentheses;
        private int blocks;

        Reader(String text) {
            this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        }

        List<Part> read() {
            while (at < text.length()) {
                step(text.charAt(at));
            }
            end();
            return parts;
        }

        private void step(char letter) {
            if (Character.isWhitespace(letter)) {
                at++;
            } else if (text.startsWith("--", at)) {
                at = endOfLine();
            } else if (text.startsWith("/*", at)) {
                at = endOfComment();
            } else if (letter == '\\' && begin < 0) {
                command();
            } else if (letter == ';' && parentheses == 0 && blocks == 0) {
                at++;
                end();
            } else {
                begin = begin < 0 ? at : begin;
                inStatement(letter);
            }
        }

        private void inStatement(char letter) {
            Matcher dollar = DOLLAR.matcher(text).region(at, text.length());
            if (letter == '\'') {
                boolean escapes = at > begin && "eE".indexOf(text.charAt(at - 1)) >= 0 && !isPartOfWord(at - 2);
                at = endOfQuoted('\'', escapes);
            } else if (letter == '"') {
                at = endOfQuoted('"', false);
            } else if (letter == '$' && !isPartOfWord(at - 1) && dollar.lookingAt()) {
                int close = text.indexOf(dollar.group(), dollar.end());
                at = close < 0 ? text.length() : close + dollar.group().length();
            } else if (Character.isLetter(letter) || letter == '_') {
                word();
            } else {
                parentheses = Math.max(0, parentheses + (letter == '(' ? 1 : letter == ')' ? -1 : 0));
                at++;
            }
        }

        private boolean isPartOfWord(int position) {
            return position >= begin
                    && position >= 0
                    && (Character.isLetterOrDigit(text.charAt(position)) || "_$".indexOf(text.charAt(position)) >= 0);
        }

        /** Within the body of a routine, {@code BEGIN ATOMIC … END} (PostgreSQL 14), a semicolon ends no statement. */
        private void word() {
            int from = at;
            // the quote after an e belongs to what is behind it
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "_$".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            String word = text.substring(from, at).toLowerCase(Locale.ROOT);
            if (words.size() < 4) {
                words.add(word);
            }
            boolean routine = words.get(0).equals("create") && words.stream().anyMatch(ROUTINES::contains);
            if (routine && parentheses == 0) {
                if (word.equals("begin") || (blocks > 0 && word.equals("case"))) {
                    blocks++;
                } else if (word.equals("end") && blocks > 0) {
                    blocks--;
                }
            }
        }

        private int endOfQuoted(char quote, boolean escapes) {
            int position = at + 1;
            while (position < text.length() && text.charAt(position) != quote) {
                position += escapes && text.charAt(position) == '\\' ? 2 : 1;
            }
            // a doubled quote begins the next one at once
            return Math.min(text.length(), position + 1);
        }

        private int endOfComment() {
            int depth = 0;
            int position = at;
            do {
                if (text.startsWith("/*", position)) {
                    depth++;
                    position += 2;
                } else if (text.startsWith("*/", position)) {
                    depth--;
                    position += 2;
                } else {
                    position++;
                }
            } while (depth > 0 && position < text.length());
            return Math.min(position, text.length());
        }

        private int endOfLine() {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }

        private void command() {
            String command = text.substring(at, endOfLine()).strip();
            if (!HARMLESS.matcher(command).matches() && !command.equals(END_OF_DATA)) {
                parts.add(new Part(line(at), "", null, command));
            }
            at = endOfLine();
        }

        private void end() {
            if (begin >= 0) {
                int end = at > 0 && at <= text.length() && text.charAt(at - 1) == ';' ? at - 1 : at;
                String sql = text.substring(begin, Math.max(begin, end)).strip();
                if (!sql.isEmpty()) {
                    @Nullable String data = COPY_FROM_STDIN.matcher(sql).matches() ? data() : null;
                    parts.add(new Part(line(begin), sql, data, null));
                }
            }
            begin = -1;
            parentheses = 0;
            blocks = 0;
            words.clear();
        }

        private String data() {
            var data = new StringBuilder();
            at = Math.min(text.length(), endOfLine() + 1);
            Optional<String> line = nextLine();
            while (line.isPresent() && !line.get().equals(END_OF_DATA)) {
                data.append(line.get()).append('\n');
                line = nextLine();
            }
            return data.toString();
        }

        private Optional<String> nextLine() {
            if (at >= text.length()) {
                return Optional.empty();
            }
            String line = text.substring(at, endOfLine());
            at = Math.min(text.length(), endOfLine() + 1);
            return Optional.of(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }

        private int line(int position) {
            return 1
                    + (int) text.substring(0, position)
                            .chars()
                            .filter(letter -> letter == '\n')
                            .count();
        }
    }
}
