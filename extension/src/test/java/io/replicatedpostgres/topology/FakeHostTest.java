package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeHostTest extends HostContract {

    private FakeHost fake() {
        return (FakeHost) host;
    }

    @Override
    protected Host open() {
        return new FakeHost("node-1");
    }

    @Override
    protected Command ends(String line, int exitCode) {
        fake().program("ends", command -> new Outcome(exitCode, line + "\n"));
        return Command.of("ends");
    }

    @Override
    protected Command hangs(String line) {
        fake().hanging("hangs", line);
        return Command.of("hangs");
    }

    @Override
    protected Command stays(String line) {
        fake().program("postgres", command -> new Outcome(0, line + "\n"));
        return Command.of("postgres", "-D", path("data"));
    }

    /** Every file here is private: it is in this memory alone. */
    @Override
    protected String mode(Host of, String path) {
        return of.list(path).isEmpty() && of.size(path) > 0 ? "-rw-------" : "drwx------";
    }

    @Override
    protected List<String> leftOf(Host closed) {
        return closed.processes().stream().map(ServerProcess::title).toList();
    }

    @Test
    void remembersWhatWasRun() {
        host.run(ends("", 0).with("one"), Duration.ofSeconds(1));
        host.spawn(stays(""), path("log"));

        assertThat(fake().commands())
                .containsExactly(Command.of("ends", "one"), Command.of("postgres", "-D", path("data")));
    }
}
