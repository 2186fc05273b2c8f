package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.provision.disk.MachineDisks;
import io.replicatedpostgres.provision.disk.Mounted;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.OwnDisk;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of a container with the processes that work in it. */
final class ContainerHost implements Host {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final byte[] NOTHING = {};

    private static final String MAY_NOT_MOUNT =
            "a container may not mount unless %s = SYS_ADMIN lets it".formatted(PlaceKey.CAPABILITIES.key());

    /** Gives back the shared memory that killed servers hold. */
    private static final String FREE =
            "while read -r k i r; do case $i in *[!0-9]*) ;; *) ipcrm -m $i ;; esac; done </proc/sysvipc/shm 2>/dev/null; ";

    private final NodeRef node;
    private final Container container;
    private final String user;
    private final String home;
    private final ContainerCommands commands;
    private final ContainerProcesses processes;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable MachineDisks disks;

    /**
     * A host in a directory, which is still to be made.
     *
     * @param user who its server runs as, by number
     */
    ContainerHost(NodeRef node, Container container, String user, String home) {
        this.node = node;
        this.container = container;
        this.user = user;
        this.home = home;
        this.commands = new ContainerCommands(container, user, home);
        this.processes = new ContainerProcesses(container, user);
    }

    /** A host in a directory, which is made. */
    static ContainerHost made(NodeRef node, Container container, String user, String home) {
        var host = new ContainerHost(node, container, user, home);
        host.makeDirectory(home);
        return host;
    }

    /**
     * Runs a script of files as the server's user.
     *
     * @throws UncheckedIOException holding what the script has written, if it fails
     */
    void run(FileScript script, Duration deadline) {
        container.with(user, shell -> {
            Shell.Answer answer = shell.ask(script.script(), script.input(), deadline);
            if (!answer.succeeded()) {
                // some of the input may be left, and would be taken for the next script
                shell.giveUp();
                throw failed("write", answer.text(), shell.errors());
            }
            return answer;
        });
    }

    Container container() {
        return container;
    }

    /** Puts it on a disk of its own. Nothing is in its directory yet. */
    void putOn(Disk wanted) {
        var root = new ContainerRoot(container).withDevices();
        root.succeedIn("mkdir -p \"$2\" && chown \"$1\" \"${2%/*}\"", user, home);
        disks = new MachineDisks(root, home, wanted, user);
    }

    @Override
    public Optional<OwnDisk> disk() {
        return Optional.ofNullable(disks).map(machine -> machine.disk(this::freezeAll, this::killAll));
    }

    @Override
    public Optional<String> walDirectory() {
        return Optional.ofNullable(disks).flatMap(MachineDisks::walDirectory);
    }

    /** Syncs what was made ready so far, if it has a disk of its own. */
    void syncDisk() {
        MachineDisks own = disks;
        if (own != null) {
            own.sync();
        }
    }

    String user() {
        return user;
    }

    @Override
    public NodeRef node() {
        return node;
    }

    @Override
    public String home() {
        return home;
    }

    @Override
    public Endpoint endpoint() {
        return container.published();
    }

    @Override
    public Endpoint endpointForHosts() {
        return new Endpoint(container.address(), ContainerStart.PORT);
    }

    @Override
    public int serverPort() {
        return ContainerStart.PORT;
    }

    @Override
    public String serverAddress() {
        return "0.0.0.0";
    }

    @Override
    public String clientAddresses() {
        return "all";
    }

    @Override
    public Outcome run(Command command, Duration deadline) {
        return commands.run(command, deadline);
    }

    @Override
    public Outcome runAsRoot(Command command, Duration deadline) {
        return new ContainerCommands(container, "0", home).run(command, deadline);
    }

    @Override
    public Optional<String> whyNot(Capability capability) {
        return whyNot(
                capability, container.mayMount(), wanted -> ContainerPool.get().whyNoDisk(container, wanted));
    }

    /**
     * The same of every container.
     *
     * @param disks why one that may mount lacks a capability of disks; asked only then
     */
    static Optional<String> whyNot(
            Capability capability, boolean mayMount, Function<Capability, Optional<String>> disks) {
        return switch (capability) {
            case VOLUMES -> mayMount ? Optional.empty() : Optional.of(MAY_NOT_MOUNT);
            case DISK, SLOW_DISK -> mayMount ? disks.apply(capability) : Optional.of(MAY_NOT_MOUNT);
            case MANAGER -> Optional.of("containers have none of the programs of a failover manager yet");
            case FIREWALL ->
                Optional.of("containers are started without the right to change their firewall (NET_ADMIN)");
            case PACKETS -> Optional.of("containers are started without the right to shape their traffic (NET_ADMIN)");
        };
    }

    @Override
    public Spawned spawn(Command command, String outputFile) {
        return commands.spawn(command, outputFile);
    }

    @Override
    public byte[] read(String path, long offset) {
        String file = Quoted.word(path);
        String content = offset == 0 ? "cat " + file : "tail -c +%s %s".formatted(offset + 1, file);
        return container.with(user, shell -> {
            Shell.Answer answer = shell.ask(
                    "if [ -f %1$s ]; then %2$s; else echo there is no such file >&2; false; fi"
                            .formatted(file, content),
                    NOTHING,
                    SOON);
            if (!answer.succeeded()) {
                throw failed("read", path, shell.errors());
            }
            return answer.output();
        });
    }

    /** Read by the shell itself, without a process. */
    @Override
    public List<String> lines(String path) {
        return container
                .ask(
                        user,
                        "if [ -f %1$s ]; then while IFS= read -r l || [ -n \"$l\" ]; do printf '%%s\\n' \"$l\"; done <%1$s; fi 2>/dev/null"
                                .formatted(Quoted.word(path)),
                        SOON)
                .text()
                .lines()
                .toList();
    }

    @Override
    public void write(String path, byte[] content) {
        change(List.of(FileChange.whole(path, content)));
    }

    @Override
    public void patch(String path, long offset, byte[] bytes) {
        change(List.of(FileChange.patch(path, offset, bytes)));
    }

    @Override
    public void change(List<FileChange> changes) {
        run(FileScript.of(changes), SOON);
        if (disks != null) {
            // what the harness writes is as durable as what a careful administrator writes
            ask("sync %s; echo synced"
                    .formatted(changes.stream()
                            .map(FileChange::path)
                            .flatMap(path -> Stream.of(path, path.substring(0, path.lastIndexOf('/'))))
                            .distinct()
                            .map(Quoted::word)
                            .collect(Collectors.joining(" "))));
        }
    }

    @Override
    public boolean exists(String path) {
        return ask("if [ -e %s ]; then echo yes; else echo no; fi".formatted(Quoted.word(path)))
                .equals("yes");
    }

    @Override
    public long size(String path) {
        String size = ask("f=%s; if [ -f \"$f\" ]; then wc -c <\"$f\"; else echo 0; fi".formatted(Quoted.word(path)));
        return Long.parseLong(size.strip());
    }

    @Override
    public List<String> list(String directory) {
        return container
                .ask(user, "ls -A %s 2>/dev/null".formatted(Quoted.word(directory + "/")), SOON)
                .text()
                .lines()
                .sorted()
                .toList();
    }

    @Override
    public void makeDirectory(String path) {
        expect(
                "made",
                "make the directory",
                path,
                "mkdir -p %s && echo made || echo failed".formatted(Quoted.word(path)));
    }

    @Override
    public void move(String from, String to) {
        expect(
                "moved",
                "move to " + to,
                from,
                "t=%s; if [ -d \"$t\" ] && ! rmdir \"$t\"; then echo failed; else mv -f %s \"$t\" && echo moved || echo failed; fi"
                        .formatted(Quoted.word(to), Quoted.word(from)));
    }

    @Override
    public void delete(String path) {
        expect("removed", "remove", path, "rm -rf %s && echo removed || echo failed".formatted(Quoted.word(path)));
    }

    private String ask(String script) {
        return container.line(user, script, NOTHING, SOON);
    }

    private void expect(String wanted, String what, String path, String script) {
        container.with(user, shell -> {
            String answer = shell.line(script, NOTHING, SOON);
            if (!answer.equals(wanted)) {
                throw failed(what, path, answer + " " + shell.errors());
            }
            return answer;
        });
    }

    private UncheckedIOException failed(String what, String path, String why) {
        return new UncheckedIOException(
                "could not %s %s of %s".formatted(what, path, node), new IOException(why.strip()));
    }

    @Override
    public List<ServerProcess> processes() {
        return processes.workingBelow(home + "/data");
    }

    @Override
    public void signal(Signal signal, List<ServerProcess> all) {
        if (signal == Signal.KILL && !all.isEmpty()) {
            ask(killed(all) + "echo killed");
        } else if (!all.isEmpty()) {
            ask("kill -%s %s 2>/dev/null; echo sent".formatted(signal.name(), pids(all)));
        }
    }

    /** After a kill, a new server must not start before the processes of the old one are reaped. */
    private static String killed(List<ServerProcess> all) {
        return "kill -KILL %1$s 2>/dev/null; n=0; for p in %1$s; do while [ -d /proc/$p ] && [ $n -lt 20000 ]; do n=$((n+1)); done; done; "
                .formatted(pids(all));
    }

    private static String pids(List<ServerProcess> all) {
        return all.stream().map(process -> String.valueOf(process.pid())).collect(Collectors.joining(" "));
    }

    @Override
    public void export(String path, Path directory, long bytesMax) {
        ContainerExport.copy(container, path, directory, bytesMax);
    }

    /** Kills what works in its directory, and gives back the shared memory that killed servers hold. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            killAll();
            if (container.mayMount()) {
                // what a fault that still held has mounted
                Mounted.removeFrom(new ContainerRoot(container), home.substring(0, home.lastIndexOf('/')));
            }
        } catch (RuntimeException e) {
            // not closed: who asks again must not be told that all is clean
            closed.set(false);
            throw e;
        }
    }

    /** Stops whatever works in its directory. */
    void freezeAll() {
        signal(Signal.STOP, processes.workingBelow(home));
    }

    /** Ends whatever works in its directory. */
    void killAll() {
        long until = System.nanoTime() + SOON.toNanos();
        List<ServerProcess> left = processes.workingBelow(home);
        while (!left.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new DeadlineException("%s has processes that survive SIGKILL: %s".formatted(node, left));
            }
            left = processes.workingBelow(home, killed(left) + FREE);
        }
    }
}
