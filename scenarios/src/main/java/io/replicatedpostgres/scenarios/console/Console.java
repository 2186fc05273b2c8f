package io.replicatedpostgres.scenarios.console;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a cluster, and does what is typed: a verb of a line each. {@code ./demo --interactive} starts it. */
public final class Console {

    private static final String CLEAR = "\033[H\033[2J";
    private static final long BETWEEN_PICTURES_MILLIS = 500;

    private final Cluster cluster;
    private final BufferedReader in;
    private final PrintStream out;
    private final boolean terminal;
    private final Verbs verbs;

    Console(Cluster cluster, BufferedReader in, PrintStream out, boolean terminal) {
        this.cluster = cluster;
        this.in = in;
        this.out = out;
        this.terminal = terminal;
        this.verbs = new Verbs(cluster, line -> out.println("  " + line));
    }

    /**
     * Starts a cluster with as many standbys as the first argument says, one by default, and holds it until the end of input.
     * A second argument says that it runs on a terminal.
     */
    public static void main(String... arguments) {
        int standbys = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try (Cluster cluster =
                Cluster.start(ClusterSpec.builder().standbys(standbys).build())) {
            new Console(cluster, in, System.out, arguments.length > 1).run();
        }
    }

    /** Reads until the end, or quit. */
    void run() {
        out.println(cluster.describe());
        verbs.named("status").ifPresent(verb -> verb.action().run(List.of()));
        out.println("'help' lists what can be typed, 'quit' ends it; nothing is left behind.");
        for (String line = read(); line != null && !line.strip().equals("quit"); line = read()) {
            if (!line.isBlank()) {
                obey(line.strip());
            }
        }
    }

    private void obey(String line) {
        String first = line.split("\\s+", 2)[0];
        if (first.equals("help")) {
            help();
            return;
        }
        if (first.equals("watch")) {
            watch();
            return;
        }
        Optional<Verb> verb = verbs.named(first);
        if (verb.isEmpty()) {
            out.println("There is no '%s'; 'help' lists what there is.".formatted(first));
            return;
        }
        List<String> rest = verb.get().rest(line);
        if (!verb.get().takes(rest.size())) {
            out.println("It is: %s %s".formatted(verb.get().name(), verb.get().usage()));
        } else {
            attempt(verb.get(), rest);
        }
    }

    /** A wrong verb at the wrong time is an answer like any other. */
    private void attempt(Verb verb, List<String> words) {
        try {
            verb.action().run(words);
        } catch (RuntimeException e) {
            out.println("  " + Words.typed(e.getMessage() == null ? e.toString() : e.getMessage(), words));
        }
    }

    private void help() {
        verbs.all().forEach(verb -> out.println(verb.line()));
        out.println("  %-38s %s".formatted("watch", "the status twice a second, until Enter"));
        out.println("  %-38s %s".formatted("quit", "ends the cluster"));
    }

    private void watch() {
        try {
            while (!in.ready()) {
                out.print(terminal ? CLEAR : "");
                verbs.named("status").ifPresent(verb -> attempt(verb, List.of()));
                out.println("Enter ends it.");
                Thread.sleep(BETWEEN_PICTURES_MILLIS);
            }
            in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String read() {
        if (terminal) {
            out.print("> ");
            out.flush();
        }
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
