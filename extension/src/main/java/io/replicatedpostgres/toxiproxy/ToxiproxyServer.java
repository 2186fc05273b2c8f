package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A Toxiproxy server in this JVM. It answers Toxiproxy's HTTP API (version 2.12) on the given address and runs the proxies that its
 * clients create there, with daemon threads only. Closing it frees every port, connection and thread.
 *
 * <pre>{@code
 * try (ToxiproxyServer server = ToxiproxyServer.start("127.0.0.1", 0)) {
 *     var client = new ToxiproxyClient("127.0.0.1", server.port());
 *     var proxy = client.createProxy("db", "127.0.0.1:0", "127.0.0.1:5432");
 *     proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
 * }
 * }</pre>
 *
 * <p>From a command line: {@code java -cp … io.replicatedpostgres.toxiproxy.ToxiproxyServer -host 127.0.0.1 -port 8474}.
 */
public final class ToxiproxyServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ToxiproxyServer.class.getPackageName());

    private final ServerOptions options;
    private final Lanes lanes;
    private final EventLoop apiLoop;
    private final Proxies proxies;
    private final HttpServer http;

    private ToxiproxyServer(ServerOptions options) throws IOException {
        this.options = options;
        lanes = new Lanes(options.seed());
        apiLoop = new EventLoop("toxiproxy-api").start();
        proxies = new Proxies(lanes);
        Api api = new Api(proxies, new Metrics(proxies, options.proxyMetrics(), options.runtimeMetrics()));
        try {
            http = new HttpServer(apiLoop, options.host(), options.port(), api::answer);
        } catch (IOException | RuntimeException e) {
            apiLoop.close();
            lanes.close();
            throw e;
        }
    }

    /**
     * Starts a server whose chances are seeded from chance.
     *
     * @param host where the API listens; only {@code 127.0.0.1} and {@code localhost} keep it to this machine
     * @param port the API's port, 0 for any free one
     * @throws IOException if the port cannot be bound
     */
    public static ToxiproxyServer start(String host, int port) throws IOException {
        return start(ServerOptions.listeningOn(host, port));
    }

    /**
     * Starts a server whose chances (toxicity, jitter, slices) are the same in every run with the same seed, the same proxies and toxics
     * made in the same order, and connections that arrive in the same order.
     *
     * @param host where the API listens
     * @param port the API's port, 0 for any free one
     * @param seed what all chances follow from
     * @throws IOException if the port cannot be bound
     */
    public static ToxiproxyServer start(String host, int port, long seed) throws IOException {
        return start(ServerOptions.listeningOn(host, port).withSeed(seed));
    }

    static ToxiproxyServer start(ServerOptions options) throws IOException {
        return bind(options).open();
    }

    /** A server that has its port and does not answer yet: its clients wait. */
    static ToxiproxyServer bind(ServerOptions options) throws IOException {
        return new ToxiproxyServer(options);
    }

    ToxiproxyServer open() throws IOException {
        http.open();
        return this;
    }

    /** Runs a server until the process is told to end; see the class comment for the arguments. */
    public static void main(String... arguments) throws IOException {
        CommandLine.run(arguments);
    }

    /** Where the API listens. */
    public InetSocketAddress endpoint() {
        return http.address();
    }

    /** The API's port. */
    public int port() {
        return endpoint().getPort();
    }

    /** The seed that makes this run's chances happen again. */
    public long seed() {
        return options.seed();
    }

    /** Stops everything: the API first, then all proxies and their connections. Closing twice is harmless. */
    @Override
    public void close() {
        apiLoop.close();
        http.close();
        try {
            proxies.closeAll();
        } catch (ApiException e) {
            LOG.log(Level.DEBUG, "on closing", e);
        }
        lanes.close();
    }

    /** Makes the proxies of an array as the API's {@code /populate} does. */
    int populate(JsonElement array) throws ApiException, IOException {
        List<Proxy> done = new ArrayList<>();
        List<ApiException> problem = new ArrayList<>();
        apiLoop.await(() -> {
            try {
                new ProxyApi(proxies).populate(array, done);
            } catch (ApiException e) {
                problem.add(e);
            }
        });
        if (!problem.isEmpty()) {
            throw problem.get(0);
        }
        return done.size();
    }
}
