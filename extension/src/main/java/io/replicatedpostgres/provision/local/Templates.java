package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.LockFile;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.TemplateBuild;
import io.replicatedpostgres.provision.TemplateKey;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** The data directories clusters are copied from, made once for this user and shared by all JVMs. */
final class Templates {

    private static final Logger LOG = Loggers.of(Templates.class);

    private static final Map<String, Object> LOCKS = new ConcurrentHashMap<>();
    private static final Duration UNUSED_MAX = Duration.ofDays(30);

    /** How many there are at most, not counting those that may be in use. */
    static final int MAX = 20;

    /** Longer than any run goes on without a new cluster. */
    private static final Duration IN_USE = Duration.ofHours(6);

    private static final String LOCK = ".lock";

    private final WorkDirectory work;
    private final RunAs runAs;

    Templates(WorkDirectory work, RunAs runAs) {
        this.work = work;
        this.runAs = runAs;
    }

    /** The directory of the template for a spec, built now if need be. */
    Path get(ClusterSpec spec, PostgresBinaries binaries) {
        String key = key(spec, binaries);
        Path template = work.templates().resolve(key);
        Path lockFile = work.templates().resolve(key + LOCK);
        if (LOCKS.containsKey(key)
                && Files.isDirectory(template)
                && lockFile.toFile().setLastModified(now())) {
            return template;
        }
        synchronized (LOCKS.computeIfAbsent(key, k -> new Object())) {
            try (FileChannel channel = LockFile.open(lockFile);
                    FileLock lock = channel.lock()) {
                Files.setLastModifiedTime(lockFile, FileTime.from(Instant.now()));
                if (!Files.isDirectory(template)) {
                    removeUnused(work.templates(), Instant.now().minus(UNUSED_MAX));
                    removeMany(work.templates(), Instant.now().minus(IN_USE));
                    build(template, spec, binaries);
                }
                return template;
            } catch (IOException e) {
                throw new UncheckedIOException("could not build the template " + template, e);
            }
        }
    }

    /**
     * Removes the templates that no JVM has asked for since then: of an init script that was changed, of binaries that were
     * replaced. Each JVM that uses one touches its lock, and a template whose lock is held stays.
     */
    static void removeUnused(Path templates, Instant since) throws IOException {
        try (Stream<Path> files = Files.list(templates)) {
            for (Path lockFile :
                    files.filter(file -> file.toString().endsWith(LOCK)).toList()) {
                if (Files.getLastModifiedTime(lockFile).toInstant().isBefore(since)) {
                    removeUnused(lockFile);
                }
            }
        }
    }

    /** Removes those that were used before then, the oldest first, until there is room for one more among {@value #MAX}. */
    static void removeMany(Path templates, Instant since) throws IOException {
        try (Stream<Path> files = Files.list(templates)) {
            List<Path> oldestFirst = files.filter(file -> file.toString().endsWith(LOCK))
                    .filter(file -> Files.isDirectory(of(file)))
                    .sorted(Comparator.comparing(Templates::lastUsed))
                    .toList();
            for (Path lockFile : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - MAX + 1))) {
                if (lastUsed(lockFile).isBefore(since)) {
                    removeUnused(lockFile);
                }
            }
        }
    }

    private static Instant lastUsed(Path lockFile) {
        return Instant.ofEpochMilli(lockFile.toFile().lastModified());
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    /** The template that a lock is about. */
    private static Path of(Path lockFile) {
        String name = String.valueOf(lockFile.getFileName());
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    private static void removeUnused(Path lockFile) throws IOException {
        Optional<LockFile> free = LockFile.tryTake(lockFile);
        if (free.isPresent()) {
            try (LockFile lock = free.get()) {
                LOG.info(
                        "removing the template {}, which is no longer used",
                        of(lockFile).getFileName());
                Janitor.deleteTree(of(lockFile));
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private void build(Path template, ClusterSpec spec, PostgresBinaries binaries) throws IOException {
        LOG.info("building the template for {}, once for this machine", binaries);
        // below the JVM's directory, so that a killed JVM leaves no server and no half template
        Path building = work.ofJvm().resolve("template-" + template.getFileName());
        Path home = building.resolve("template");
        work.requireRoom(128L << 20, "a template");
        Janitor.deleteTree(building);
        Files.createDirectory(building);
        Files.setPosixFilePermissions(building, Files.getPosixFilePermissions(work.ofJvm()));
        try {
            String name = "rp-%s-%s".formatted(work.ofJvm().getFileName(), building.getFileName());
            try (LocalHost host = new LocalHost(
                    new NodeRef("template"),
                    home,
                    name,
                    HostAddress.onLoopback(PortLease.take(work.ports(), spec.place())),
                    runAs,
                    null)) {
                new TemplateBuild(host, binaries, spec, name).run();
            }
            Files.move(home, template, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Janitor.deleteTree(building);
        }
    }

    private String key(ClusterSpec spec, PostgresBinaries binaries) {
        return TemplateKey.of(spec, binaries, fingerprint(binaries), runAs.userName());
    }

    private static String fingerprint(PostgresBinaries binaries) {
        try {
            Path postgres = Path.of(binaries.path("postgres")).toRealPath();
            return postgres + " " + Files.size(postgres) + " " + Files.getLastModifiedTime(postgres);
        } catch (IOException e) {
            throw new ReplicatedPostgresException("could not look at the binaries of " + binaries, e);
        }
    }
}
