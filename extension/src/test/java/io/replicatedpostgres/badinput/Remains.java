package io.replicatedpostgres.badinput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What still works below a directory, looked at from outside. Linux only. */
final class Remains {

    private Remains() {}

    static List<String> below(Path directory) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .map(Remains::directoryOf)
                    .filter(works -> works.startsWith(directory + "/"))
                    .toList();
        }
    }

    private static String directoryOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException e) {
            return ""; // it is gone, or a zombie
        }
    }
}
