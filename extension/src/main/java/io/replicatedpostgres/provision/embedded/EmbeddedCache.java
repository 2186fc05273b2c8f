package io.replicatedpostgres.provision.embedded;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.LockFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * A directory of this machine where archives are unpacked once, each into a directory that is named by its content. JVMs that want one
 * at the same time wait for the first; what is there is whole, or it is unpacked anew.
 */
public final class EmbeddedCache {

    private static final Logger LOG = Loggers.of(EmbeddedCache.class);
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    /** Says what was unpacked: the number of files and their bytes. */
    private static final String INVENTORY = "inventory";

    private static final int KEY_CHARACTERS = 32;

    private final Path directory;
    private final String mode;

    /**
     * A cache in a directory, which is made if need be.
     *
     * @param forOthers whether another user than this JVM's runs the programs
     */
    public EmbeddedCache(Path directory, boolean forOthers) {
        this.directory = directory.toAbsolutePath();
        this.mode = forOthers ? "rwxr-xr-x" : "rwx------";
    }

    /**
     * The directory with {@code bin}, {@code lib} and {@code share} of an archive, unpacked now if need be.
     *
     * @throws IOException if it cannot be made there, or the archive is damaged
     * @throws SpecException if the libraries that unpack do not fit together
     */
    public Path get(EmbeddedArchive archive) throws IOException {
        makeOurs();
        String key = key(archive);
        Path unpacked = directory.resolve(key);
        if (isWhole(unpacked)) {
            return unpacked;
        }
        synchronized (LOCKS.computeIfAbsent(unpacked, path -> new Object())) {
            try (FileChannel channel = LockFile.open(directory.resolve(key + ".lock"));
                    FileLock lock = channel.lock()) {
                if (!isWhole(unpacked)) {
                    delete(unpacked);
                    unpack(archive, unpacked);
                }
                return unpacked;
            }
        }
    }

    private void makeOurs() throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory);
        }
        if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(ownerOfWhatIsMadeHere())) {
            throw new IOException(
                    "%s belongs to another user than %s".formatted(directory, System.getProperty("user.name")));
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    /** The property {@code user.name} is whatever the JVM was started with. */
    private UserPrincipal ownerOfWhatIsMadeHere() throws IOException {
        Path probe = Files.createTempFile(directory, "owner", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private void unpack(EmbeddedArchive archive, Path unpacked) throws IOException {
        LOG.info("unpacking {} into {}, once for this machine", archive, unpacked);
        Path partial = unpacked.resolveSibling(unpacked.getFileName() + ".partial");
        delete(partial);
        Files.createDirectory(partial);
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(mode));
        try (InputStream content = archive.open()) {
            Unpacking.of(content, partial);
        } catch (LinkageError e) {
            delete(partial);
            throw SpecException.of(
                    archive.toString(),
                    "it cannot be unpacked with the libraries on the class path (%s)".formatted(e),
                    "Let the BOM of Replicated Postgres say the versions of org.apache.commons:commons-compress, commons-io:commons-io and org.tukaani:xz");
        } catch (IOException e) {
            delete(partial);
            throw new IOException("%s cannot be unpacked into %s (%s)".formatted(archive, directory, e), e);
        }
        Files.writeString(partial.resolve(INVENTORY), inventory(partial));
        Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A cleaner of temporary files, or a full disk, may have taken some of it. */
    private static boolean isWhole(Path unpacked) throws IOException {
        try {
            return Files.readString(unpacked.resolve(INVENTORY)).equals(inventory(unpacked));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String inventory(Path unpacked) throws IOException {
        long[] files = new long[2];
        try (Stream<Path> all = Files.walk(unpacked)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                BasicFileAttributes attributes =
                        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (!attributes.isDirectory() && !path.equals(unpacked.resolve(INVENTORY))) {
                    files[0]++;
                    files[1] += attributes.size();
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException("could not look through " + unpacked, e);
        }
        return files[0] + " files, " + files[1] + " bytes\n";
    }

    private static String key(EmbeddedArchive archive) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var content = new DigestInputStream(archive.open(), digest)) {
                content.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> all = Files.walk(tree)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
