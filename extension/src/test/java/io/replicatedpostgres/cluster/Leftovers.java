package io.replicatedpostgres.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at the machine from outside, with nothing of the harness, for what a cluster may have left. Linux only. */
final class Leftovers {

    private Leftovers() {}

    /** The processes that work below a directory, each with its command line. */
    static List<String> processesBelow(Path directory) {
        var found = new ArrayList<String>();
        for (Path process : processes()) {
            try {
                String works = Files.readSymbolicLink(process.resolve("cwd")).toString();
                if (works.startsWith(directory + "/") && Files.exists(process.resolve("cwd/"))) {
                    found.add(process.getFileName() + " " + commandLine(process));
                }
            } catch (IOException e) {
                // it is gone, or a zombie
            }
        }
        return found;
    }

    /** The command line of every process of this machine. */
    static List<String> commandLines() {
        return processes().stream().map(Leftovers::commandLine).toList();
    }

    private static List<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /** System V shared memory segments and files in {@code /dev/shm}, by name; others' included. */
    static Set<String> sharedMemory() {
        var found = new TreeSet<String>();
        try (Stream<String> segments = Files.lines(Path.of("/proc/sysvipc/shm"));
                Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            segments.skip(1).forEach(line -> found.add("segment " + line.strip().split("\\s+")[1]));
            files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("PostgreSQL."))
                    .forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The segments that servers below a directory say they hold, in line 7 of their {@code postmaster.pid}. */
    static List<String> sharedMemoryOf(Path base) {
        try (Stream<Path> files = Files.find(base, 8, (file, attributes) -> file.endsWith("postmaster.pid"))) {
            return files.map(Leftovers::segment).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String segment(Path postmasterFile) {
        try {
            return "segment "
                    + Files.readAllLines(postmasterFile).get(6).strip().split("\\s+")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a process listens on a port. */
    static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The directories of clusters and half templates below a work directory: {@code jvms/<jvm>/…}. */
    static List<String> clusterDirectories(Path base) {
        return ofJvms(base).stream()
                .flatMap(jvm -> children(jvm).stream())
                .map(Path::toString)
                .collect(Collectors.toList());
    }

    /** Every file and directory below, but for what all clusters of this user share: templates, ports, locks. */
    static List<Path> tree(Path base) throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            return files.filter(file -> !file.toString().matches(".*/(ports|templates|jvms)/.*"))
                    .sorted()
                    .toList();
        }
    }

    /** The directories of JVMs below a work directory. */
    static List<Path> ofJvms(Path base) {
        return children(base).stream()
                .flatMap(root -> children(root.resolve("jvms")).stream())
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            return List.of(); // it was removed meanwhile, or is not ours
        }
    }

    /** Where something is mounted below a directory. */
    static List<String> mountsBelow(Path directory) {
        return lines(Path.of("/proc/self/mounts"))
                .map(line -> line.split(" ")[1])
                .filter(at -> at.startsWith(directory + "/"))
                .toList();
    }

    /** The loop devices whose file lies, or lay, below a directory. */
    static List<String> loopDevicesOf(Path directory) {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.map(device -> device.resolve("loop/backing_file"))
                    .filter(Files::exists)
                    .flatMap(file -> lines(file).map(line -> file + " " + line))
                    .filter(file -> file.contains(" " + directory + "/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The limits of requests to block devices, of all processes. */
    static List<String> limitsOfRequests() {
        return Stream.of("read", "write")
                .map(way -> Path.of("/sys/fs/cgroup/blkio/blkio.throttle.%s_iops_device".formatted(way)))
                .flatMap(Leftovers::lines)
                .toList();
    }

    /** None of a file that is gone meanwhile. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }
}
