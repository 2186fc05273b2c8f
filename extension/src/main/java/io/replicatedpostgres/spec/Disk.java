package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A disk of its own for each node of a cluster, which holds all that the node has: data, WAL, its archive, its log. The WAL, the archive
 * or both can lie on another disk of the same machine. With a disk a node can lose its power: {@code node.cutPower()}. As root on
 * Linux, or in containers with {@code SYS_ADMIN}: {@code docs/operations.md}.
 *
 * @param fileSystem what it is formatted with
 * @param size how much fits on it, the file system's own data included, 1 TB at most; memory or disk is used only for what lies on it
 * @param walOrNone the disk that holds {@code pg_wal} alone; null if it lies with the rest
 * @param archiveOrNone the disk that holds the node's own archive alone; null if it lies with the rest
 */
public record Disk(
        FileSystem fileSystem,
        DataSize size,
        @Nullable Disk walOrNone,
        @Nullable Disk archiveOrNone) {

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

    /** What is written when a disk is made grows with it: 16 GB of tables for ext4 of this size. */
    private static final DataSize LARGEST = DataSize.megabytes(1024 * 1024);

    private static final Pattern TEXT = Pattern.compile("(ext4|xfs)(?:\\s+(\\S+))?");
    private static final Pattern PART = Pattern.compile("(pg_wal|archive)\\s+on\\s+(.+)");

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
        if (size.compareTo(LARGEST) > 0) {
            throw SpecException.of(
                    "disk = %s %s".formatted(fileSystem.word(), size),
                    "a disk has at most 1 TB",
                    "Ask for less: a disk takes room only for what lies on it");
        }
        requireWhole("pg_wal", walOrNone);
        requireWhole("archive", archiveOrNone);
    }

    private static void requireWhole(String part, @Nullable Disk disk) {
        if (disk != null && (disk.walOrNone != null || disk.archiveOrNone != null)) {
            throw SpecException.of(
                    "%s on \"%s\"".formatted(part, disk),
                    "a disk that holds %s alone has no other disks".formatted(part),
                    "Name the disks of pg_wal and archive at the disk that holds the rest");
        }
    }

    /** 512 MB of ext4. */
    public static Disk ext4() {
        return whole(FileSystem.EXT4, BY_DEFAULT);
    }

    /** 512 MB of xfs. */
    public static Disk xfs() {
        return whole(FileSystem.XFS, BY_DEFAULT);
    }

    private static Disk whole(FileSystem fileSystem, DataSize size) {
        return new Disk(fileSystem, size, null, null);
    }

    /** The same with another size. */
    public Disk of(DataSize other) {
        return new Disk(fileSystem, other, walOrNone, archiveOrNone);
    }

    /** The same, and {@code pg_wal} lies on a disk of its own. */
    public Disk withWalOn(Disk other) {
        return new Disk(fileSystem, size, Given.value("other", other), archiveOrNone);
    }

    /** The same, and the archive of the node lies on a disk of its own; for {@code archive = PER_NODE}. */
    public Disk withArchiveOn(Disk other) {
        return new Disk(fileSystem, size, walOrNone, Given.value("other", other));
    }

    /** The disk that holds {@code pg_wal} alone; empty if it lies with the rest. */
    public Optional<Disk> wal() {
        return Optional.ofNullable(walOrNone);
    }

    /** The disk that holds the archive alone; empty if it lies with the rest. */
    public Optional<Disk> archive() {
        return Optional.ofNullable(archiveOrNone);
    }

    /**
     * Reads {@code ext4}, {@code xfs}, or one of them with a size: {@code ext4 1GB}. Behind commas, what lies on another disk: {@code
     * ext4, pg_wal on ext4 256MB, archive on xfs}.
     *
     * @throws SpecException if it is anything else
     */
    public static Disk parse(String text) {
        List<String> parts = List.of(Given.value("text", text).split(",", -1));
        Disk disk = one(parts.get(0), text);
        for (String words : parts.subList(1, parts.size())) {
            Matcher part = PART.matcher(words.strip());
            if (!part.matches()) {
                throw wrong(text);
            }
            boolean isWal = part.group(1).equals("pg_wal");
            if (isWal ? disk.walOrNone != null : disk.archiveOrNone != null) {
                throw SpecException.of(
                        "disk = \"%s\"".formatted(Given.shown(text)),
                        "%s lies on one disk".formatted(part.group(1)),
                        "Name its disk once");
            }
            Disk other = one(part.group(2), text);
            disk = isWal ? disk.withWalOn(other) : disk.withArchiveOn(other);
        }
        return disk;
    }

    private static Disk one(String words, String text) {
        Matcher matcher = TEXT.matcher(words.strip());
        if (!matcher.matches()) {
            throw wrong(text);
        }
        FileSystem system = FileSystem.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        String size = matcher.group(2);
        return whole(system, size == null ? BY_DEFAULT : size(size, text));
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
                "a disk is a file system, ext4 or xfs, and a size if 512MB will not do; pg_wal and archive can lie on another",
                "Write for example ext4, or ext4 1GB, or ext4, pg_wal on ext4 256MB");
    }

    /** As {@link #parse} reads it. */
    public String words() {
        return joined(disk -> "%s %skB".formatted(disk.fileSystem.word(), disk.size.bytes() >> 10));
    }

    @Override
    public String toString() {
        return joined(disk -> disk.fileSystem.word() + " " + disk.size);
    }

    private String joined(Function<Disk, String> one) {
        var parts = new ArrayList<String>();
        parts.add(one.apply(this));
        wal().map(one).map("pg_wal on "::concat).ifPresent(parts::add);
        archive().map(one).map("archive on "::concat).ifPresent(parts::add);
        return String.join(", ", parts);
    }
}
