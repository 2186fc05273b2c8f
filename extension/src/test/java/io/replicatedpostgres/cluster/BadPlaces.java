package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.cluster.BadInput.key;
import static io.replicatedpostgres.cluster.BadInput.place;

import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where and which PostgreSQL one can ask for in vain. Makes what it needs in a directory, and undoes it when closed. */
final class BadPlaces implements AutoCloseable {

    private static final List<String> PROGRAMS = List.of(
            "postgres", "initdb", "pg_ctl", "pg_controldata", "pg_basebackup", "pg_rewind", "pg_archivecleanup");

    private final Path directory;
    private final String realBinaries;
    private final String serversUser;
    private final ServerSocket listening = new ServerSocket();
    private boolean mounted;

    BadPlaces(Path directory, String realBinaries, String serversUser) throws IOException {
        this.directory = directory;
        this.serversUser = serversUser;
        this.realBinaries = realBinaries;
    }

    void prepare() throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("empty"));
        binaries("garbage", Map.of("postgres", "echo 'Segmentation fault'"));
        binaries("no-initdb", Map.of("initdb", "echo 'initdb: cannot execute'; exit 1"));
        binaries(
                "no-start",
                Map.of(
                        "postgres",
                        "case $1 in --version) echo 'postgres (PostgreSQL) 15.0';;"
                                + " *) echo 'postgres: symbol lookup error'; exit 127;; esac"));
        Files.writeString(directory.resolve("a-file"), "");
        Files.writeString(directory.resolve("owned.conf"), "port = 5433\nwork_mem = 8MB\nssl = on\n");
        Files.writeString(directory.resolve("other.conf"), "work_mem 8 MB\n");
        Path locked = Files.createDirectories(directory.resolve("locked/below"));
        Files.setPosixFilePermissions(locked.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(directory.resolve("tablespace"));
        sh("chown %s %s".formatted(serversUser, directory.resolve("tablespace")));
        Files.createDirectory(directory.resolve("full"));
        mounted = sh("mount -t tmpfs -o size=16m tmpfs " + directory.resolve("full")) == 0;
        listening.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    }

    /** The real programs, but for some. */
    private void binaries(String name, Map<String, String> fakes) throws IOException {
        Path bin = Files.createDirectory(directory.resolve(name));
        for (String program : PROGRAMS) {
            String real = "exec '%s/%s' \"$@\"".formatted(realBinaries, program);
            Path file =
                    Files.writeString(bin.resolve(program), "#!/bin/sh\n" + fakes.getOrDefault(program, real) + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    int takenPort() {
        return listening.getLocalPort();
    }

    Stream<BadInput> all() {
        return Stream.of(versions(), binaries(), directories(), ports(), others())
                .flatMap(stream -> stream);
    }

    private static Stream<BadInput> versions() {
        return Stream.of(
                key("an unknown version", PlaceKey.VERSION, "99"),
                key("a version that is not a number", PlaceKey.VERSION, "fifteen"),
                key("a version that is not installed", PlaceKey.VERSION, "18.77"));
    }

    private Stream<BadInput> binaries() {
        return Stream.of(
                key("binaries that are not there", PlaceKey.BINARIES, below("empty")),
                key("binaries that talk nonsense", PlaceKey.BINARIES, below("garbage")),
                key("an initdb that fails", PlaceKey.BINARIES, below("no-initdb")),
                key("a server that does not start", PlaceKey.BINARIES, below("no-start")));
    }

    private Stream<BadInput> directories() {
        return Stream.of(
                key("a directory that is a file", PlaceKey.DIRECTORY, below("a-file")),
                key("a directory that cannot be written", PlaceKey.DIRECTORY, "/proc"),
                key("a directory the servers cannot enter", PlaceKey.DIRECTORY, below("locked/below"))
                        .onlyAsRoot(),
                key("a full disk", PlaceKey.DIRECTORY, below("full")).unless(this::whyNoFullDisk),
                key("a full disk, and a directory that has to be made", PlaceKey.DIRECTORY, below("full/to/be/made"))
                        .unless(this::whyNoFullDisk));
    }

    private Stream<BadInput> ports() {
        return Stream.of(
                key("ports that are not numbers", PlaceKey.PORTS, "many"),
                key("ports the wrong way round", PlaceKey.PORTS, "30000-20000"),
                key("ports that are all taken", PlaceKey.PORTS, "%1$s-%1$s".formatted(takenPort())),
                key(
                        "fewer ports than a cluster takes",
                        PlaceKey.PORTS,
                        "%s-%s".formatted(takenPort(), takenPort() + 3)));
    }

    private Stream<BadInput> others() {
        return Stream.of(
                key("an unknown user", PlaceKey.USER, "no-such-user").onlyAsRoot(),
                key("a factor that is not a number", PlaceKey.TIMEOUT_FACTOR, "quick"),
                key("a factor of nothing", PlaceKey.TIMEOUT_FACTOR, "0"),
                key("a file of settings that is not there", PlaceKey.SETTINGS, below("none.conf")),
                key("a file of settings with some of the harness", PlaceKey.SETTINGS, below("owned.conf")),
                key("a file of settings with something else", PlaceKey.SETTINGS, below("other.conf")),
                key("an unknown profile", PlaceKey.PROFILE, "huge"),
                key("an unknown time to keep files", PlaceKey.KEEP, "FOREVER"),
                key("an unknown word for what to make ready", PlaceKey.AHEAD, "everything"),
                misspelt(),
                BadSpecs.script(
                        "a tablespace at an absolute place",
                        "CREATE TABLESPACE t LOCATION '%s'".formatted(below("tablespace"))));
    }

    private String below(String name) {
        return directory.resolve(name).toString();
    }

    private static BadInput misspelt() {
        return place("an unknown key", "replicatedpostgres.verison = 15", work -> {
            System.setProperty("replicatedpostgres.verison", "15");
            try {
                return Place.ofThisJvm();
            } finally {
                System.clearProperty("replicatedpostgres.verison");
            }
        });
    }

    /** Without what differs from machine to machine and from run to run. */
    String normalised(String text) {
        return text.replace(directory.toString(), "/work")
                .replace(String.valueOf(takenPort()), "20001")
                .replace(String.valueOf(takenPort() + 3), "20004")
                .replaceAll("found .* on PATH", "found … on PATH")
                .replaceAll("PostgreSQL \\d+\\.\\d+ in \\S+/", "PostgreSQL 15.18 in …/")
                .replaceAll("PostgreSQL \\d+\\.\\d+ refuses", "PostgreSQL 15.18 refuses")
                .replaceAll("replicated-postgres-" + System.getProperty("user.name"), "replicated-postgres-me")
                .replaceAll("that " + System.getProperty("user.name") + " can", "that … can")
                .replaceAll("jvms/[0-9a-z]+-[0-9a-z]+/[^/]+/", "jvms/…/")
                .replaceAll("line \\d+", "line 7")
                .replaceAll("come to [0-9.]+ MB", "come to 938618.7 MB")
                .replaceAll("and \\d+ MB are free", "and 15 MB are free");
    }

    private String whyNoFullDisk() {
        return mounted ? "" : "a full disk is a small file system: it wants root that may mount, and the package mount";
    }

    /** How it ended; without root it may fail, and then the case is skipped. */
    private static int sh(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("/bin/sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listening.close();
        sh("umount -l " + directory.resolve("full"));
    }
}
