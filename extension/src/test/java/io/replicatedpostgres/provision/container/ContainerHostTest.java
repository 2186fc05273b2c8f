package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.HostContract;
import io.replicatedpostgres.topology.Signal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsDocker
class ContainerHostTest extends HostContract {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final ContainerPool FLEET = ContainerPool.get();
    private static final ContainerPool.Kind KIND = FLEET.kind(Place.ofThisJvm());
    private static final ImageInspection ANATOMY = FLEET.anatomy(KIND, Place.ofThisJvm());

    private static int number;

    @Override
    protected Host open() {
        return ContainerHost.made(
                new NodeRef("node-1"),
                FLEET.take(KIND),
                ANATOMY.user(),
                ContainerStart.SHARED + "/test-" + ++number + "/node-1");
    }

    private Container container() {
        return ((ContainerHost) host).container();
    }

    @AfterEach
    void giveBack() {
        container().asRoot("rm -rf %s/test-*; echo gone".formatted(ContainerStart.SHARED), DEADLINE);
        FLEET.giveBack(KIND, container());
    }

    @Override
    protected Command ends(String line, int exitCode) {
        return Command.of("sh", "-c", "echo %s >&2; exit %s".formatted(line, exitCode));
    }

    @Override
    protected Command hangs(String line) {
        return Command.of("sh", "-c", "echo %s; sleep 60".formatted(line));
    }

    @Override
    protected Command stays(String line) {
        host.makeDirectory(path("data"));
        return Command.of(
                "sh", "-c", "cd data; trap '' HUP INT TERM; echo %s; while :; do sleep 0.05; done".formatted(line));
    }

    @Override
    protected String mode(Host of, String path) {
        return of.run(Command.of("ls", "-ld", path), DEADLINE).output();
    }

    @Override
    protected List<String> leftOf(Host closed) {
        return closed.processes().stream().map(Object::toString).toList();
    }

    @Test
    void whatWasStartedInTheBackgroundDiesWithItsCommand() {
        var outcome = host.run(Command.of("sh", "-c", "mkdir -p data; cd data; sleep 60 & echo $!"), DEADLINE);

        host.close();

        assertThat(outcome.succeeded()).isTrue();
        assertThat(host.processes()).isEmpty();
    }

    @Test
    void wordsReachTheCommandAsTheyAre() {
        var outcome = host.run(
                Command.of("printf", "%s|%s|%s", "it's", "$HOME `id` \\ \"", "two\nlines")
                        .withEnvironment("PGPASSFILE", "/a path/it's"),
                DEADLINE);

        assertThat(outcome.output()).isEqualTo("it's|$HOME `id` \\ \"|two\nlines");
    }

    @Test
    void theImagesOwnVariablesAreNotForPostgres() {
        var outcome = host.run(Command.of("env"), DEADLINE);

        assertThat(outcome.output().lines())
                .contains("LC_ALL=C", "HOME=" + host.home())
                .noneMatch(line -> line.startsWith("PGDATA"));
    }

    @Test
    void aFrozenShellDoesNotKeepOthersFromAsking() {
        var spawned = host.spawn(stays("begun"), path("log"));
        host.signal(Signal.STOP, host.processes());

        assertThat(host.exists(path("log"))).isTrue();
        assertThat(spawned.isAlive()).isTrue();
    }

    @Test
    void aProcessThatEndedIsNotAlive() {
        var spawned = host.spawn(Command.of("true"), path("log"));

        Await.orFail("it did not end", DEADLINE).until("ended", spawned::isAlive, alive -> !alive);
    }
}
