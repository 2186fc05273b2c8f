package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The place one server lives in: run a command, read and write a file, spawn and signal processes, an endpoint.
 *
 * <p>Paths are absolute paths <em>of that place</em>, with {@code /} between their parts; they need not exist here.
 * Everything a host makes belongs to the unprivileged user the server runs as and is private to it. The server's life is
 * not the host's: a host goes on while its server is stopped. Every method is bounded in time.
 */
public interface Host extends AutoCloseable {

    /** The node that lives here. */
    NodeRef node();

    /** The private directory of this node; everything of it lies beneath. */
    String home();

    /** Where the server here is reached without passing any link. */
    Endpoint endpoint();

    /** Where programs on other hosts reach the server here without passing any link. */
    default Endpoint endpointForHosts() {
        return endpoint();
    }

    /** The port the server here has to bind. */
    int serverPort();

    /** The address the server here has to bind. */
    String serverAddress();

    /** The addresses, as {@code pg_hba.conf} writes them, from which clients may try to log in. */
    String clientAddresses();

    /**
     * Runs a command to its end as the server's user. An exit code other than 0 is an answer, not an error.
     *
     * @throws io.replicatedpostgres.model.DeadlineException if it is not done by then; it has been killed
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be started
     */
    Outcome run(Command command, Duration deadline);

    /**
     * Why this place lacks a capability; empty if it has it.
     *
     * @return one sentence for the author of a test, without a full stop
     */
    default Optional<String> whyNot(Capability capability) {
        return Optional.of("this place does not offer " + capability.words());
    }

    /**
     * Runs a command as the place's root, in the same view of files and network that its server has. Only where a {@link
     * Capability} that needs it is there.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if this place has no root for us
     */
    default Outcome runAsRoot(Command command, Duration deadline) {
        throw new ReplicatedPostgresException(
                "%s cannot be run as root on %s: this place has none for us".formatted(command.program(), node()));
    }

    /**
     * Loses packets to and from the server of this place, at random, from every sender: nodes, clients, the harness itself.
     * Only where there is {@link Capability#FIREWALL}.
     *
     * @param percent of all packets, 1 to 100
     * @return lets all of them pass again
     */
    default Healing losePackets(int percent) {
        throw new ReplicatedPostgresException(
                "packets of %s cannot be lost: this place has no firewall for us".formatted(node()));
    }

    /** The disk of its own on which all of this place lies; empty if it lies on one that it shares with others. */
    default Optional<OwnDisk> disk() {
        return Optional.empty();
    }

    /** The directory, on a disk of its own, that holds what {@code pg_wal} holds elsewhere; empty if there is no such disk. */
    default Optional<String> walDirectory() {
        return Optional.empty();
    }

    /** Starts a command that stays, its output appended to a file; it ends with this JVM at the latest. */
    Spawned spawn(Command command, String outputFile);

    /**
     * The content of a file from an offset in bytes on; empty if the file ends before it.
     *
     * @throws java.io.UncheckedIOException if there is no such file
     */
    byte[] read(String path, long offset);

    /** The whole content of a file. */
    default byte[] read(String path) {
        return read(path, 0);
    }

    /**
     * The lines of a small text file, without the ends; none if there is no such file. Where a question costs, it costs
     * less than {@link #read}.
     */
    default List<String> lines(String path) {
        try {
            return new String(read(path), StandardCharsets.UTF_8).lines().toList();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }

    /** Writes a file as a whole: readers see the old content or the new one. Mode 0600. */
    void write(String path, byte[] content);

    /**
     * Overwrites bytes of a file where it lies, and leaves the rest.
     *
     * @param offset of the first, in bytes from the beginning
     * @throws java.io.UncheckedIOException if there is no such file
     */
    void patch(String path, long offset, byte[] bytes);

    /**
     * Makes several changes in their order, in one go where this place can. The first that fails ends it; what was made
     * before it stays.
     *
     * @throws java.io.UncheckedIOException if one of them cannot be made
     */
    default void change(List<FileChange> changes) {
        changes.forEach(change -> change.make(this));
    }

    /** Whether there is such a file or directory. */
    boolean exists(String path);

    /** The size of a file in bytes; 0 if there is none. */
    long size(String path);

    /** The names in a directory, sorted; none if there is no such directory. */
    List<String> list(String directory);

    /** Makes a directory and its parents, mode 0700. */
    void makeDirectory(String path);

    /** Renames a file or directory within this host. */
    void move(String from, String to);

    /** Removes a file, or a directory with all beneath it; nothing if it is not there. */
    void delete(String path);

    /** The processes of this node's server, its children and whatever they started. */
    List<ServerProcess> processes();

    /** The same with all others that work in this place, such as the agent of a failover manager. */
    default List<ServerProcess> allProcesses() {
        return processes();
    }

    /** Sends a signal to processes; one that is gone is not an error. */
    void signal(Signal signal, List<ServerProcess> processes);

    /**
     * Copies what lies beneath {@link #home()} to the machine of this JVM, without passwords; also after {@link #close()},
     * as long as the topology is not closed.
     *
     * @param directory where to; made if needed
     * @param bytesMax with more than this, tables and WAL are left out and a note says so
     */
    void export(String path, Path directory, long bytesMax);

    /** Kills every process of this node and gives back all that it holds. */
    @Override
    void close();
}
