package io.replicatedpostgres.report;

import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line: renders the journals of one or more directories as one report; or checks saved
 * journals again.
 */
public final class Main {

    private static final String USAGE = """
            Usage: java -jar replicated-postgres-reports-<version>-cli.jar …
            [merge] <directory>… [-o report.html]
                Renders all journals (*.jsonl) beneath the directories as one report; into index.html in the first one unless
                -o is given. Beside it, with the same name: .json and .md.
            compare <directory before> <directory after> [-o comparison.html]
                Puts two runs side by side; into comparison.html in the second one unless -o is given, beside it .md. Exits with
                1 if a test fails, or a guarantee is broken, that did not before.
            check <directory or journal>…
                Judges the journals again by the checks of this version: all that was judged when they were written, each
                at its moment, and all that is promised. Says where a verdict differs from the recorded one. Exits with 1 if a
                guarantee is broken, else with 2 if one is not known, a journal is cut off or cannot be read, or there is
                none, else with 0. A loss that is allowed is printed, and is no failure.""";

    private Main() {}

    /**
     * Exits with 0 if a report was written or all guarantees held, with 1 if one is broken, and with 2 if one is not known, a
     * journal is not whole, or the arguments are wrong.
     */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            String verb = arguments.isEmpty() ? "" : arguments.get(0);
            List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
            return switch (verb) {
                case "check" -> Recheck.of(recheckable(rest), out);
                case "compare" -> compare(rest, out);
                default -> {
                    render(verb.equals("merge") ? rest : arguments, out, err);
                    yield 0;
                }
            };
        } catch (SpecException e) {
            err.println(e.getMessage() + "\n" + USAGE);
            return 2;
        }
    }

    private static int compare(List<String> arguments, PrintStream out) {
        Wanted wanted = Wanted.of(arguments);
        if (wanted.directories().size() != 2) {
            throw SpecException.of(
                    "compare of " + wanted.directories().size() + " directories",
                    "it takes the one before and the one after",
                    "Name two");
        }
        Path before = wanted.directories().get(0);
        Path after = wanted.directories().get(1);
        Path html = wanted.html() == null ? after.resolve("comparison.html") : wanted.html();
        boolean worse = Report.compare(
                before.toString(), journals(List.of(before)), after.toString(), journals(List.of(after)), html);
        out.println(html);
        return worse ? 1 : 0;
    }

    private static void render(List<String> arguments, PrintStream out, PrintStream err) {
        Wanted wanted = Wanted.of(arguments);
        if (wanted.directories().isEmpty()) {
            throw SpecException.of("no directory", "there must be at least one", "Name one that holds journals");
        }
        Path target = wanted.html() == null ? wanted.directories().get(0).resolve("index.html") : wanted.html();
        RunReport run = Report.merge(journals(wanted.directories()), target);
        out.println(target);
        run.shards().said().forEach(err::println);
    }

    /** Directories of journals, and where the page shall go. */
    private record Wanted(List<Path> directories, @Nullable Path html) {

        static Wanted of(List<String> arguments) {
            var directories = new ArrayList<Path>();
            Path html = null;
            for (var rest = arguments.iterator(); rest.hasNext(); ) {
                String argument = rest.next();
                if (argument.equals("-o")) {
                    html = output(rest.hasNext() ? rest.next() : null);
                } else {
                    directories.add(directory(argument));
                }
            }
            return new Wanted(List.copyOf(directories), html);
        }
    }

    private static List<Path> recheckable(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw SpecException.of("nothing to check", "there must be a journal or a directory", "Name one");
        }
        var journals = new ArrayList<Path>();
        for (String argument : arguments) {
            Path path = Path.of(argument);
            if (!Files.exists(path)) {
                throw SpecException.of(argument, "it must be a journal or a directory", "Name one that is there");
            }
            journals.addAll(Files.isDirectory(path) ? journals(List.of(path)) : List.of(path));
        }
        return journals;
    }

    private static Path output(@Nullable String argument) {
        if (argument == null) {
            throw SpecException.of("-o", "the file to write must follow", "Name it");
        }
        return Path.of(argument);
    }

    private static Path directory(String argument) {
        Path directory = Path.of(argument);
        if (!Files.isDirectory(directory)) {
            throw SpecException.of(argument, "it must be a directory", "Name one that holds journals");
        }
        return directory;
    }

    private static List<Path> journals(List<Path> directories) {
        var journals = new ArrayList<Path>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> file.toString().endsWith(".jsonl"))
                        .sorted()
                        .forEach(journals::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (journals.isEmpty()) {
            throw SpecException.of(
                    directories.toString(), "there must be journals (*.jsonl) beneath", "Run tests first");
        }
        return journals;
    }
}
