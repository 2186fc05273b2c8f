package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.KeptFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Copies a node's files out of its container, its passwords left out. */
final class ContainerExport {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private ContainerExport() {}

    static void copy(Container container, String home, Path to, long bytesMax) {
        String path = home;
        boolean inMemory = home.startsWith(ContainerStart.MEMORY);
        if (inMemory) {
            // the daemon sees what is mounted over a container's files, but not memory
            path = ContainerStart.SHARED + "/export-" + NUMBER.incrementAndGet();
            expectDone(container, "cp -R %s %s".formatted(Quoted.word(home), path));
        }
        try {
            String kilobytes = container.asRoot("du -sk %s | cut -f 1".formatted(Quoted.word(path)), DEADLINE);
            boolean withoutBulk = Long.parseLong(kilobytes.strip()) * 1024 > bytesMax;
            untar(container, path, to, withoutBulk);
            if (withoutBulk) {
                Files.writeString(to.resolve(KeptFiles.NOT_COMPLETE), KeptFiles.notComplete(bytesMax));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not copy %s of container %s to %s".formatted(home, container.shortId(), to), e);
        } finally {
            if (inMemory) {
                expectDone(container, "rm -rf " + path);
            }
        }
    }

    private static void expectDone(Container container, String command) {
        String done = container.asRoot(command + " && echo done || echo failed", DEADLINE);
        if (!done.equals("done")) {
            throw new ReplicatedPostgresException("%s failed in container %s".formatted(command, container.shortId()));
        }
    }

    private static void untar(Container container, String path, Path to, boolean withoutBulk) throws IOException {
        Files.createDirectories(to);
        try (var tar = new TarArchiveInputStream(container.tar(path))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // the first name is that of the directory itself
                Path name = Path.of(entry.getName());
                Path relative = name.getNameCount() == 1 ? Path.of("") : name.subpath(1, name.getNameCount());
                Path target = to.resolve(relative).normalize();
                if (target.startsWith(to) && isWanted(relative, withoutBulk)) {
                    put(tar, entry, target);
                }
            }
        }
    }

    private static boolean isWanted(Path relative, boolean withoutBulk) {
        String[] names = relative.toString().split("/");
        return !KeptFiles.isSecret(names[names.length - 1])
                && !(withoutBulk && Arrays.stream(names).anyMatch(KeptFiles::isBulk));
    }

    private static void put(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isFile()) {
            Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
