package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.disk.RootShell;
import java.util.List;

/** Root of this machine, who this JVM is where it may mount. */
enum LocalRoot implements RootShell {
    /** The only one. */
    SHELL;

    @Override
    public Answer ask(List<String> words) {
        SmallCommand.Answer answer = SmallCommand.ask(words);
        return new Answer(answer.succeeded(), answer.output());
    }

    @Override
    public Answer askOfKernel(List<String> words) {
        return ask(words);
    }
}
