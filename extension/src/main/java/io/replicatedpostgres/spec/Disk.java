package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk of its own for each node of a cluster, which holds all that the node has: data, WAL, its archive, its log. With one a node
 * can lose its power: {@code node.cutPower()}. Linux alone, and root: {@code docs/operations.md}.
 *
 * @param fileSystem what it is formatted with
 * @param size how much fits on it, the file system's own data included; memory or disk is used only for what lies on it
 */
public record Disk(FileSystem fileSystem, DataSize size) {

    /** The file systems that a power cut is known to work on. */
    public enum FileSystem {
        /** At least 64 MB. */
        EXT4(64),
        /** At least 300 MB; its tools are the package {@code xfsprogs}. */
        XFS(300);

        private final long smallestMegabytes;

        FileSystem(long smallestMegabytes) {
            this.smallestMegabytes = smallestMegabytes;
        }

        /** The smallest that can be made, or that a PostgreSQL fits on. */
        public DataSize smallest() {
            return DataSize.megabytes(smallestMegabytes);
        }

        /** As {@code mkfs} and {@code mount} name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final DataSize BY_DEFAULT = DataSize.megabytes(512);
    private static final Pattern TEXT = Pattern.compile("(ext4|xfs)(?:\\s+(\\S+))?");

    /** Checks the size. */
    public Disk {
        Given.value("fileSystem", fileSystem);
        Given.value("size", size);
        if (size.compareTo(fileSystem.smallest()) < 0) {
            throw SpecException.of(
                    "disk = %s %s".formatted(fileSystem.word(), size),
                    "an %s disk has at least %s".formatted(fileSystem.word(), fileSystem.smallest()),
                    "Ask for more");
        }
    }

    /** 512 MB of ext4. */
    public static Disk ext4() {
        return new Disk(FileSystem.EXT4, BY_DEFAULT);
    }

    /** 512 MB of xfs. */
    public static Disk xfs() {
        return new Disk(FileSystem.XFS, BY_DEFAULT);
    }

    /** The same with another size. */
    public Disk of(DataSize other) {
        return new Disk(fileSystem, other);
    }

    /**
     * Reads {@code ext4}, {@code xfs}, or one of them with a size: {@code ext4 1GB}.
     *
     * @throws SpecException if it is neither
     */
    public static Disk parse(String text) {
        Matcher matcher = TEXT.matcher(Given.value("text", text).strip());
        if (!matcher.matches()) {
            throw wrong(text);
        }
        FileSystem system = FileSystem.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String size = matcher.group(2);
        return new Disk(system, size == null ? BY_DEFAULT : size(size, text));
    }

    private static DataSize size(String size, String text) {
        try {
            return DataSize.parse(size);
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
    }

    private static SpecException wrong(String text) {
        return SpecException.of(
                "disk = \"%s\"".formatted(Given.shown(text)),
                "a disk is a file system, ext4 or xfs, and a size if 512MB will not do",
                "Write for example ext4, or ext4 1GB");
    }

    /** As {@link #parse} reads it. */
    public String words() {
        return "%s %skB".formatted(fileSystem.word(), size.bytes() >> 10);
    }

    @Override
    public String toString() {
        return fileSystem.word() + " " + size;
    }
}
