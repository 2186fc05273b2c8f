package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The server by itself, with the options of Toxiproxy's own: one dash or two, value after a space or an equals sign. */
final class CommandLine {
    private static final System.Logger LOG = System.getLogger(CommandLine.class.getPackageName());
    private static final Set<String> SWITCHES = Set.of("proxy-metrics", "runtime-metrics", "version", "help", "h");
    private static final Set<String> VALUES = Set.of("host", "port", "seed", "config");
    private static final String USAGE = """
            Usage: java -cp … io.replicatedpostgres.toxiproxy.ToxiproxyServer [options]
              -host HOST         where the API listens (localhost)
              -port PORT         the API's port (8474)
              -seed N            makes toxicity, jitter and slices reproducible
              -config FILE       JSON array of proxies to make at the start
              -proxy-metrics     bytes per proxy at /metrics
              -runtime-metrics   memory and threads at /metrics
              -version           prints the version of the API
            """;

    private final Map<String, String> options = new HashMap<>();

    private CommandLine(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String[] option = arguments[i].replaceFirst("^--?", "").split("=", 2);
            if (!arguments[i].startsWith("-")) {
                throw new IllegalArgumentException("unexpected argument: " + arguments[i]);
            } else if (SWITCHES.contains(option[0])) {
                options.put(option[0], option.length > 1 ? option[1] : "true");
            } else if (!VALUES.contains(option[0])) {
                throw new IllegalArgumentException("unknown option: " + arguments[i]);
            } else if (option.length > 1) {
                options.put(option[0], option[1]);
            } else if (++i < arguments.length) {
                options.put(option[0], arguments[i]);
            } else {
                throw new IllegalArgumentException("option needs a value: " + arguments[i - 1]);
            }
        }
    }

    @SuppressWarnings("SystemOut") // a command line talks to its user
    static void run(String... arguments) throws IOException {
        try {
            CommandLine line = new CommandLine(arguments);
            if (line.isSet("version")) {
                System.out.println("toxiproxy-server version " + Api.VERSION);
            } else if (line.isSet("help") || line.isSet("h")) {
                System.out.print(USAGE);
            } else {
                line.serve();
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            Runtime.getRuntime().exit(2);
        }
    }

    ServerOptions serverOptions() {
        String host = options.getOrDefault("host", "localhost");
        ServerOptions plain = ServerOptions.listeningOn(host, (int) number("port", 8474))
                .withMetrics(isSet("proxy-metrics"), isSet("runtime-metrics"));
        return options.containsKey("seed") ? plain.withSeed(number("seed", 0)) : plain;
    }

    private void serve() throws IOException {
        ToxiproxyServer server = ToxiproxyServer.bind(serverOptions());
        LOG.log(Level.INFO, "Toxiproxy API at {0}, seed {1}", server.endpoint(), Long.toString(server.seed()));
        if (options.containsKey("config")) {
            populate(server, Path.of(options.get("config")));
        }
        server.open();
        Thread closing = new Thread(() -> {
            server.close();
            // A JVM ended by a signal would exit with 143; being told to stop is no failure.
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(closing);
        waitForTheSignal();
    }

    private static void populate(ToxiproxyServer server, Path config) {
        try {
            int made = server.populate(Json.parse(Files.readString(config)));
            LOG.log(Level.INFO, "{0} proxies made from {1}", made, config);
        } catch (IOException | ApiException e) {
            LOG.log(Level.ERROR, "cannot make the proxies of " + config, e);
        }
    }

    private static void waitForTheSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSet(String name) {
        return "true".equals(options.get(name));
    }

    private long number(String name, long otherwise) {
        String text = options.get(name);
        return text == null ? otherwise : Long.parseLong(text);
    }
}
