package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.disk.MachineDisks;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.OwnDisk;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of this machine with the processes that work in it. */
final class LocalHost implements Host {

    private static final long REAPED_WITHIN_SECONDS = 5;
    private static final Duration DIES_WITHIN = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private static final AtomicLong WRITES = new AtomicLong();

    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final NodeRef node;
    private final Path home;
    private final String mark;
    private final String jvm;
    private final HostAddress address;
    private final RunAs runAs;
    private final LocalCommands commands;
    private final @Nullable MachineDisks disks;
    private final Set<Long> started = ConcurrentHashMap.newKeySet();
    private final ProcessTable processTable = ProcessTable.ofThisMachine();

    /**
     * A host in a directory, which is made.
     *
     * @param clusterName how the titles of its server's processes begin, up to the first colon
     * @param address given back when it is closed
     * @param disk mounted over the directory; null for none
     */
    LocalHost(NodeRef node, Path home, String clusterName, HostAddress address, RunAs runAs, @Nullable Disk disk) {
        this.node = node;
        this.home = home;
        this.mark = clusterName + ":";
        this.jvm = jvmOf(home);
        this.address = address;
        this.runAs = runAs;
        this.commands = new LocalCommands(runAs, home, address.entering());
        try {
            makeDirectory(home.toString());
            this.disks =
                    disk == null ? null : new MachineDisks(LocalRoot.SHELL, home.toString(), disk, runAs.numbers());
        } catch (RuntimeException e) {
            address.release().run();
            throw e;
        }
    }

    /** The directory of a JVM is the one below {@code jvms}. */
    private static String jvmOf(Path home) {
        for (Path path = home; path.getParent() != null; path = path.getParent()) {
            if (path.getParent().endsWith("jvms")) {
                return String.valueOf(path.getFileName());
            }
        }
        return "none";
    }

    @Override
    public NodeRef node() {
        return node;
    }

    @Override
    public String home() {
        return home.toString();
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint(address.address(), address.port());
    }

    @Override
    public int serverPort() {
        return address.port();
    }

    @Override
    public String serverAddress() {
        return address.address();
    }

    @Override
    public String clientAddresses() {
        return address.clientAddresses();
    }

    @Override
    public Outcome run(Command command, Duration deadline) {
        return commands.run(command, deadline);
    }

    @Override
    public Optional<String> whyNot(Capability capability) {
        if (capability == Capability.FIREWALL && !address.entering().isEmpty()) {
            return Optional.of("the node has a network of its own, and the rules are for the loopback interface");
        }
        return Mounts.whyNot(capability);
    }

    @Override
    public Outcome runAsRoot(Command command, Duration deadline) {
        return commands.runAsRoot(command, deadline);
    }

    @Override
    public Healing losePackets(int percent) {
        return LoopbackFirewall.lose(jvm, address.port(), percent);
    }

    /** Syncs what was made ready so far, if it has a disk of its own. */
    void syncDisk() {
        if (disks != null) {
            disks.sync();
        }
    }

    @Override
    public Optional<OwnDisk> disk() {
        return Optional.ofNullable(disks)
                .map(machine ->
                        machine.disk(() -> signal(Signal.STOP, processTable.workingBelow(home, mark)), this::killAll));
    }

    @Override
    public Optional<String> walDirectory() {
        return Optional.ofNullable(disks).flatMap(MachineDisks::walDirectory);
    }

    @Override
    public Spawned spawn(Command command, String outputFile) {
        Path log = Path.of(outputFile);
        if (!Files.exists(log)) {
            write(outputFile, new byte[0]);
        }
        Spawned process = commands.spawn(command, log.toFile());
        started.add(process.pid());
        return process;
    }

    @Override
    public byte[] read(String path, long offset) {
        // not a channel: an interrupt of the thread would close it
        try (var file = new RandomAccessFile(path, "r")) {
            long from = Math.min(offset, file.length());
            byte[] bytes = new byte[Math.toIntExact(file.length() - from)];
            file.seek(from);
            int filled = 0;
            for (int count = 0; count >= 0 && filled < bytes.length; filled += Math.max(0, count)) {
                count = file.read(bytes, filled, bytes.length - filled);
            }
            return Arrays.copyOf(bytes, filled);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read %s of %s".formatted(path, node), e);
        }
    }

    @Override
    public void write(String path, byte[] content) {
        Path file = Path.of(path);
        Path beside = file.resolveSibling(".%s.%s.new".formatted(file.getFileName(), WRITES.incrementAndGet()));
        try {
            Files.createFile(beside, PRIVATE_FILE);
            Files.write(beside, content);
            runAs.own(beside);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            if (disks != null) {
                // what the harness writes is as durable as what a careful administrator writes
                Durable.sync(file);
            }
        } catch (IOException | UncheckedIOException e) {
            delete(beside.toString());
            throw new UncheckedIOException(
                    "could not write %s of %s".formatted(path, node),
                    e instanceof UncheckedIOException wrapped ? wrapped.getCause() : (IOException) e);
        }
    }

    @Override
    public void patch(String path, long offset, byte[] bytes) {
        if (!Files.isRegularFile(Path.of(path))) {
            throw new UncheckedIOException(
                    "could not write into %s of %s".formatted(path, node), new NoSuchFileException(path));
        }
        try (var file = new RandomAccessFile(path, "rw")) {
            file.seek(offset);
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write into %s of %s".formatted(path, node), e);
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(Path.of(path));
    }

    @Override
    public long size(String path) {
        try {
            return Files.size(Path.of(path));
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public List<String> list(String directory) {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("could not list %s of %s".formatted(directory, node), e);
        }
    }

    @Override
    public void makeDirectory(String path) {
        Path directory = Path.of(path).normalize();
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeDirectory(parent.toString());
        }
        try {
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
            runAs.own(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new UncheckedIOException("could not make the directory %s of %s".formatted(path, node), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the directory %s of %s".formatted(path, node), e);
        }
    }

    @Override
    public void move(String from, String to) {
        try {
            Files.move(Path.of(from), Path.of(to), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("could not move %s to %s on %s".formatted(from, to, node), e);
        }
    }

    @Override
    public void delete(String path) {
        try {
            if (Path.of(path).startsWith(home) && processes().isEmpty()) {
                Janitor.removeSharedMemory(Path.of(path));
            }
            Janitor.deleteTree(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove %s of %s".formatted(path, node), e);
        }
    }

    @Override
    public List<ServerProcess> processes() {
        return processTable.workingBelow(home.resolve("data"), mark);
    }

    @Override
    public List<ServerProcess> allProcesses() {
        return processTable.workingBelow(home, mark);
    }

    @Override
    public void signal(Signal signal, List<ServerProcess> processes) {
        if (!processes.isEmpty()) {
            LocalCommands.signal(
                    signal, processes.stream().map(ServerProcess::pid).toList());
        }
        if (signal == Signal.KILL) {
            processes.stream().map(ServerProcess::pid).filter(started::contains).forEach(LocalHost::awaitReaped);
        }
    }

    /** For PostgreSQL a zombie is a postmaster that runs, and the next start would be refused. */
    private static void awaitReaped(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(process -> process.onExit()
                        .completeOnTimeout(process, REAPED_WITHIN_SECONDS, TimeUnit.SECONDS)
                        .join());
    }

    @Override
    public void export(String path, Path directory, long bytesMax) {
        try {
            Export.copy(Path.of(path), directory, bytesMax);
        } catch (IOException e) {
            throw new UncheckedIOException("could not copy the files of %s to %s".formatted(node, directory), e);
        }
    }

    @Override
    public void close() {
        try {
            killAll();
            Janitor.removeSharedMemory(home);
            Janitor.removeSharedMemoryOf(started);
        } catch (IOException e) {
            throw new UncheckedIOException("could not look for what is left in %s of %s".formatted(home, node), e);
        } finally {
            address.release().run();
        }
    }

    private void killAll() {
        long end = System.nanoTime() + DIES_WITHIN.toNanos();
        List<ServerProcess> left = processTable.workingBelow(home, mark);
        // what the last look saw counts: on a busy machine each takes seconds
        while (!left.isEmpty() && System.nanoTime() < end) {
            signal(Signal.KILL, left);
            // the kernel takes its time to take a process apart, and on a busy machine wants the processor for it
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            left = processTable.workingBelow(home, mark);
        }
        if (!left.isEmpty()) {
            throw new ReplicatedPostgresException("%s has processes that survive SIGKILL: %s".formatted(node, left));
        }
    }
}
