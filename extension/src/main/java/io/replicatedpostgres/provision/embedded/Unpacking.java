package io.replicatedpostgres.provision.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks a tar file that is compressed by xz: files, directories and symbolic links, with the modes that stand in it. */
final class Unpacking {

    /** The bits of a mode, from the last to the first. */
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ,
    };

    private static final int READ_AND_WRITE_BY_OWNER = 0600;
    private static final int DIRECTORY = 0755;
    private static final int NOT_WRITABLE_BY_OTHERS = 0755;

    private final Path directory;

    private Unpacking(Path directory) {
        this.directory = directory;
    }

    /**
     * Unpacks into a directory that is there and empty.
     *
     * @throws IOException if the archive is damaged, holds anything else, or leads out of the directory
     */
    static void of(InputStream archive, Path directory) throws IOException {
        var unpacking = new Unpacking(directory);
        try (var xz = new XZInputStream(new BufferedInputStream(archive));
                var tar = new TarArchiveInputStream(xz)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpacking.make(entry, tar);
            }
            // the checksum of the whole is read with the last byte
            xz.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void make(TarArchiveEntry entry, InputStream content) throws IOException {
        Path path = within(directory, entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, permissions(DIRECTORY));
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            makeParents(parent);
        }
        if (entry.isSymbolicLink()) {
            Path target = Path.of(entry.getLinkName());
            within(parent == null ? directory : parent, target.toString());
            Files.createSymbolicLink(path, target);
        } else if (entry.isFile() && !entry.isLink()) {
            Files.copy(content, path);
            Files.setPosixFilePermissions(
                    path, permissions((entry.getMode() & NOT_WRITABLE_BY_OTHERS) | READ_AND_WRITE_BY_OWNER));
        } else {
            throw new IOException(
                    "%s is neither a file nor a directory nor a symbolic link".formatted(entry.getName()));
        }
    }

    /** The umask of this JVM must not keep the servers' user out. */
    private void makeParents(Path parent) throws IOException {
        if (Files.isDirectory(parent)) {
            return;
        }
        Path above = parent.getParent();
        if (above != null && above.startsWith(directory)) {
            makeParents(above);
        }
        Files.createDirectory(parent);
        Files.setPosixFilePermissions(parent, permissions(DIRECTORY));
    }

    private Path within(Path base, String name) throws IOException {
        Path path = base.resolve(name).normalize();
        if (!path.startsWith(directory)) {
            throw new IOException("%s leads out of the directory".formatted(name));
        }
        return path;
    }

    static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode >> bit & 1) == 1) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
