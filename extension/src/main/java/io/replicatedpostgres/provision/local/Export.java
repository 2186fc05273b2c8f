package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.KeptFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** Copies a node's files to where they may outlive it, its passwords left out. */
final class Export extends SimpleFileVisitor<Path> {

    private final Path from;
    private final Path to;
    private final boolean withoutBulk;

    private Export(Path from, Path to, boolean withoutBulk) {
        this.from = from;
        this.to = to;
        this.withoutBulk = withoutBulk;
    }

    static void copy(Path from, Path to, long bytesMax) throws IOException {
        boolean withoutBulk = size(from) > bytesMax;
        Files.createDirectories(to);
        Files.walkFileTree(from, new Export(from, to, withoutBulk));
        if (withoutBulk) {
            Files.writeString(to.resolve(KeptFiles.NOT_COMPLETE), KeptFiles.notComplete(bytesMax));
        }
    }

    /** The bytes of all files below. */
    static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (withoutBulk && KeptFiles.isBulk(directory.getFileName().toString())) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Files.createDirectories(to.resolve(from.relativize(directory).toString()));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() && !KeptFiles.isSecret(file.getFileName().toString())) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
        return FileVisitResult.CONTINUE;
    }
}
