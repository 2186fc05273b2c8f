package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.topology.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Linux: {@code /proc/<pid>/cwd} tells where a process works, {@code cmdline} its title, {@code stat} whether it is dead. */
final class ProcProcessTable implements ProcessTable {

    private static final Path PROC = Path.of("/proc");

    @Override
    public List<ServerProcess> workingBelow(Path directory, String mark) {
        String inside = directory.toString();
        var found = new ArrayList<ServerProcess>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String works = cwd(process);
                if ((works.equals(inside) || works.startsWith(inside + "/") || works.startsWith(inside + " ("))
                        && isAlive(process)) {
                    found.add(new ServerProcess(
                            Long.parseLong(process.getFileName().toString()), title(process)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read /proc", e);
        }
        return found;
    }

    private static String cwd(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException e) {
            return ""; // the process is gone, or belongs to another user
        }
    }

    private static boolean isAlive(Path process) {
        String stat = read(process.resolve("stat"));
        int afterName = stat.lastIndexOf(')');
        return afterName > 0 && stat.length() > afterName + 2 && stat.charAt(afterName + 2) != 'Z';
    }

    private static String title(Path process) {
        return read(process.resolve("cmdline")).replace('\0', ' ').strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
