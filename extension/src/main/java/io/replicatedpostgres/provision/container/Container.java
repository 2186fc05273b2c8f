package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A container that does nothing by itself: its first process waits at the end of a stream that only this JVM holds, reaps
 * what dies, and takes the container with it when the JVM ends. Shells that stay in it do the work.
 */
final class Container implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final Daemon daemon;
    private final String id;
    private final StdinStream lifeline;
    private final String address;
    private final Endpoint published;
    private final boolean mayMount;
    private final Deque<Shell> idle = new ConcurrentLinkedDeque<>();
    private final Deque<Shell> idleOfRoot = new ConcurrentLinkedDeque<>();
    private volatile @Nullable String kept;

    /**
     * One that runs.
     *
     * @param address where other containers reach it
     * @param published where this JVM reaches its server
     * @param mayMount whether root in it has the capability to
     */
    Container(Daemon daemon, String id, StdinStream lifeline, String address, Endpoint published, boolean mayMount) {
        this.daemon = daemon;
        this.id = id;
        this.lifeline = lifeline;
        this.address = address;
        this.published = published;
        this.mayMount = mayMount;
    }

    boolean mayMount() {
        return mayMount;
    }

    String id() {
        return id;
    }

    String address() {
        return address;
    }

    Endpoint published() {
        return published;
    }

    /** The template that a data directory waits here as a copy of; null if none does. */
    @Nullable
    String kept() {
        return kept;
    }

    void keeps(@Nullable String template) {
        kept = template;
    }

    /** Asks a shell of a user for one line; what the script reads comes from standard input. */
    String line(String user, String script, byte[] standardInput, Duration deadline) {
        return with(user, shell -> shell.line(script, standardInput, deadline));
    }

    /** Asks a shell of a user for all that a script writes. */
    Shell.Answer ask(String user, String script, Duration deadline) {
        return with(user, shell -> shell.ask(script, NOTHING, deadline));
    }

    /** Asks a shell of root for one line. */
    String asRoot(String script, Duration deadline) {
        return line("0", script, NOTHING, deadline);
    }

    /** Lends a shell for one question. */
    <T> T with(String user, Function<Shell, T> question) {
        Deque<Shell> shells = user.equals("0") ? idleOfRoot : idle;
        Shell shell = shells.pollFirst();
        if (shell == null) {
            shell = open(user);
        }
        try {
            return question.apply(shell);
        } finally {
            if (shell.isUsable()) {
                shells.addFirst(shell);
            } else {
                shell.close();
            }
        }
    }

    private Shell open(String user) {
        try {
            return Shell.open(daemon.docker(), id, user, shortId());
        } catch (DockerException e) {
            throw new ReplicatedPostgresException(
                    "no shell could be started in container %s: %s".formatted(shortId(), e.getMessage()), e);
        }
    }

    /** What lies beneath a path, as a tar stream. */
    InputStream tar(String path) {
        return daemon.docker().copyArchiveFromContainerCmd(id, path).exec();
    }

    String shortId() {
        return id.substring(0, Math.min(12, id.length()));
    }

    /** Ends it, and waits until the daemon has removed it. */
    @Override
    public void close() {
        idle.forEach(Shell::close);
        idleOfRoot.forEach(Shell::close);
        remove(daemon.docker(), id);
        lifeline.close();
    }

    /** Removes a container with its volumes; if another call removes it already, that one goes on. */
    static void remove(DockerClient docker, String id) {
        try {
            docker.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (DockerException e) {
            String message = String.valueOf(e.getMessage());
            if (e.getHttpStatus() != 404 && !message.contains("already in progress")) {
                throw new ReplicatedPostgresException(
                        "container %s could not be removed: %s".formatted(id, message), e);
            }
        }
    }
}
