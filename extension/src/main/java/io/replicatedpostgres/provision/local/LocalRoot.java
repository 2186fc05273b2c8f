package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.disk.RootShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Root of this machine, who this JVM is where it may mount. */
enum LocalRoot implements RootShell {
    /** The only one. */
    SHELL;

    @Override
    public Answer ask(List<String> words) {
        SmallCommand.Answer answer = SmallCommand.ask(words);
        return new Answer(answer.succeeded(), answer.output());
    }

    /** Without a process. */
    @Override
    public Optional<String> content(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Without a process. */
    @Override
    public boolean has(String program) {
        return SmallCommand.exists(program);
    }

    @Override
    public Answer askOfKernel(List<String> words) {
        return ask(words);
    }
}
