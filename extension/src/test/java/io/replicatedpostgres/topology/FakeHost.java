package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A host in memory. Its programs are what a test says they are; files and processes behave as the contract demands. */
public final class FakeHost implements Host {

    private static final byte[] DIRECTORY = new byte[0];

    private final NodeRef node;
    private final ConcurrentSkipListMap<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final Map<String, Function<Command, Outcome>> programs = new ConcurrentHashMap<>();
    private final Map<Long, FakeProcess> processes = new TreeMap<>();
    private final List<Command> commands = new ArrayList<>();
    private long lastPid = 100;

    /** A host with an empty home. */
    public FakeHost(String node) {
        this.node = new NodeRef(node);
        makeDirectory(home());
    }

    /** Says how a program answers; it ends at once. */
    public FakeHost program(String name, Function<Command, Outcome> answer) {
        programs.put(name, answer);
        return this;
    }

    /** Says that a program writes something and never ends. */
    public FakeHost hanging(String name, String output) {
        return program(name, command -> new Outcome(Integer.MIN_VALUE, output));
    }

    /** What was run and spawned here, in order. */
    public synchronized List<Command> commands() {
        return List.copyOf(commands);
    }

    @Override
    public NodeRef node() {
        return node;
    }

    @Override
    public String home() {
        return "/fake/" + node;
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", serverPort());
    }

    @Override
    public int serverPort() {
        return 20_000;
    }

    @Override
    public String serverAddress() {
        return "127.0.0.1";
    }

    @Override
    public String clientAddresses() {
        return "127.0.0.1/32";
    }

    @Override
    public Outcome run(Command command, Duration deadline) {
        Outcome outcome = answer(command);
        if (outcome.exitCode() == Integer.MIN_VALUE) {
            throw new DeadlineException("%s was not done within %s s and was killed. It had written: %s"
                    .formatted(
                            command.program(),
                            deadline.toMillis() / 1000.0,
                            outcome.output().strip()));
        }
        return outcome;
    }

    private synchronized Outcome answer(Command command) {
        commands.add(command);
        Function<Command, Outcome> program = programs.get(command.program());
        if (program == null) {
            throw new ReplicatedPostgresException("could not start %s: there is no such executable program"
                    .formatted(command.words().get(0)));
        }
        return program.apply(command);
    }

    @Override
    public synchronized Spawned spawn(Command command, String outputFile) {
        byte[] before = exists(outputFile) ? read(outputFile) : new byte[0];
        byte[] more = answer(command).output().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(before, before.length + more.length);
        System.arraycopy(more, 0, all, before.length, more.length);
        write(outputFile, all);
        var process = new FakeProcess(++lastPid, command.toString());
        processes.put(process.pid(), process);
        return process;
    }

    @Override
    public byte[] read(String path, long offset) {
        byte[] content = files.get(path);
        if (content == null || content == DIRECTORY) {
            throw noSuch(path);
        }
        return Arrays.copyOfRange(content, (int) Math.min(offset, content.length), content.length);
    }

    @Override
    public void write(String path, byte[] content) {
        if (!isDirectory(parent(path)) || isDirectory(path)) {
            throw noSuch(path);
        }
        // a new array, never the one that marks directories
        files.put(path, Arrays.copyOf(content, content.length));
    }

    @Override
    public void patch(String path, long offset, byte[] bytes) {
        byte[] content = read(path);
        byte[] all = Arrays.copyOf(content, (int) Math.max(content.length, offset + bytes.length));
        System.arraycopy(bytes, 0, all, (int) offset, bytes.length);
        write(path, all);
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path);
    }

    @Override
    public long size(String path) {
        return exists(path) ? files.getOrDefault(path, DIRECTORY).length : 0;
    }

    @Override
    public List<String> list(String directory) {
        return files.tailMap(directory + "/").keySet().stream()
                .takeWhile(path -> path.startsWith(directory + "/"))
                .map(path -> path.substring(directory.length() + 1))
                .filter(name -> !name.contains("/"))
                .toList();
    }

    @Override
    public void makeDirectory(String path) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            files.putIfAbsent(path.substring(0, slash), DIRECTORY);
        }
        files.putIfAbsent(path, DIRECTORY);
    }

    @Override
    public void move(String from, String to) {
        if (!exists(from)) {
            throw noSuch(from);
        }
        for (String path : below(from)) {
            byte[] content = files.remove(path);
            if (content != null) {
                files.put(to + path.substring(from.length()), content);
            }
        }
    }

    @Override
    public void delete(String path) {
        below(path).forEach(files::remove);
    }

    @Override
    public synchronized List<ServerProcess> processes() {
        return processes.values().stream()
                .map(process -> new ServerProcess(process.pid(), process.title()))
                .toList();
    }

    @Override
    public synchronized void signal(Signal signal, List<ServerProcess> signalled) {
        if (signal == Signal.KILL) {
            signalled.forEach(process -> {
                @Nullable FakeProcess killed = processes.remove(process.pid());
                if (killed != null) {
                    killed.alive = false;
                }
            });
        }
    }

    @Override
    public void export(String path, Path directory, long bytesMax) {
        for (Map.Entry<String, byte[]> file : files.tailMap(path + "/").entrySet()) {
            String name = file.getKey().substring(path.length() + 1);
            if (file.getValue() != DIRECTORY && !name.startsWith("password")) {
                export(directory.resolve(name), file.getValue());
            }
        }
    }

    private static void export(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        signal(Signal.KILL, processes());
    }

    private List<String> below(String path) {
        return files.keySet().stream()
                .filter(one -> one.equals(path) || one.startsWith(path + "/"))
                .toList();
    }

    private boolean isDirectory(String path) {
        return files.get(path) == DIRECTORY;
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static UncheckedIOException noSuch(String path) {
        return new UncheckedIOException(new NoSuchFileException(path));
    }

    private static final class FakeProcess implements Spawned {

        private final long pid;
        private final String title;
        private volatile boolean alive = true;

        FakeProcess(long pid, String title) {
            this.pid = pid;
            this.title = title;
        }

        String title() {
            return title;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public boolean isAlive() {
            return alive;
        }
    }
}
