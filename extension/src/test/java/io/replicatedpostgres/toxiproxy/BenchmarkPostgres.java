package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A throw-away PostgreSQL with pgbench's tables, from whatever binaries the machine has. */
final class BenchmarkPostgres implements AutoCloseable {
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private final Path binaries;
    private final Path directory;
    private final int port;

    private BenchmarkPostgres(Path binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    static Optional<BenchmarkPostgres> start() throws IOException {
        Optional<Path> binaries = findBinaries();
        if (binaries.isEmpty()) {
            return Optional.empty();
        }
        Path directory = Files.createTempDirectory("toxiproxy-benchmark");
        BenchmarkPostgres postgres = new BenchmarkPostgres(binaries.get(), directory, freePort());
        postgres.create();
        return Optional.of(postgres);
    }

    int port() {
        return port;
    }

    /** Transactions per second of selects, by a protocol of pgbench's: {@code simple} or {@code prepared}. */
    double selects(String protocol, int throughPort, int clients, int seconds) throws IOException {
        String output = run(
                "pgbench",
                "-S",
                "-n",
                "-M",
                protocol,
                "-c",
                clients + "",
                "-T",
                seconds + "",
                "-h",
                "127.0.0.1",
                "-p",
                throughPort + "",
                "postgres");
        Matcher tps = TPS.matcher(output);
        if (!tps.find()) {
            throw new IOException("pgbench said: " + output);
        }
        return Double.parseDouble(tps.group(1));
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void create() throws IOException {
        if (isRoot()) {
            execute(List.of("chown", "postgres", directory.toString()));
        }
        run("initdb", "-D", data(), "-A", "trust");
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                directory.resolve("log").toString(),
                "-o",
                "-p " + port + " -c fsync=off -c listen_addresses=127.0.0.1 -k " + directory,
                "start");
        run("pgbench", "-i", "-q", "-s", "10", "-h", "127.0.0.1", "-p", port + "", "postgres");
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private String run(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        Path program = binaries.resolve(tool);
        command.add(Files.isExecutable(program) ? program.toString() : tool);
        command.addAll(Arrays.asList(arguments));
        return execute(command);
    }

    private String execute(List<String> command) throws IOException {
        Path output = Files.createTempFile("toxiproxy-benchmark", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int status = process.waitFor();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (status != 0) {
                throw new IOException(command + " failed: " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<Path> findBinaries() throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (String entry : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            candidates.add(Path.of(entry));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> candidates.add(version.resolve("bin")));
            }
        }
        return candidates.stream()
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
