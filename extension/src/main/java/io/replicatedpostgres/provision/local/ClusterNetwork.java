package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.topology.Healing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network of one cluster: a network namespace with an address for each host, joined by a bridge in a namespace of its own, and an
 * address of this JVM in it. What runs there has semaphores and shared memory of its own, which end with it. The namespaces are mounted
 * below the directory of the cluster, so that what removes the mounts there removes the network too, after this JVM was killed as well.
 *
 * <p>The addresses are of 198.18.0.0/16, which is set aside for tests of networks (RFC 2544).
 */
final class ClusterNetwork implements AutoCloseable {

    /** How many clusters of one machine can have one at a time. */
    private static final int NETWORKS = 250;

    private static final int OF_THIS_JVM = 254;

    private static final String SWITCH = """
            set -e
            : >"$1/switch"
            unshare --net="$1/switch" sh -ec 'ip link set lo up; ip link add br0 type bridge; ip link set br0 up'
            """;

    private static final String JOIN = """
            set -e
            ip link add "rp$2" type veth peer name uplink netns "$1/switch"
            nsenter --net="$1/switch" ip link set uplink master br0 up
            ip addr add "198.18.$2.254/24" dev "rp$2"
            ip link set "rp$2" up
            """;

    private static final String ADD = """
            set -e
            : >"$1/$3"
            unshare --net="$1/$3" ip link set lo up
            nsenter --net="$1/switch" sh -ec "ip link add p$4 type veth peer name eth0 netns '$1/$3'; ip link set p$4 master br0 up"
            nsenter --net="$1/$3" sh -ec "ip addr add 198.18.$2.$4/24 dev eth0; ip link set eth0 up"
            """;

    private final Path directory;
    private final int number;

    private ClusterNetwork(Path directory, int number) {
        this.directory = directory;
        this.number = number;
    }

    /** Why this machine can have none; empty if it can: it is tried. */
    static Optional<String> whyNot() {
        for (String program : List.of("ip", "iptables", "iptables-restore", "nsenter", "unshare", "mount")) {
            if (!SmallCommand.exists(program)) {
                return Optional.of("there is no %s on this machine".formatted(program));
            }
        }
        String steps =
                "ip link set lo up && ip link add br0 type bridge && ip link add probe0 type veth peer name probe1"
                        + " && iptables -w -t nat -A OUTPUT -p tcp -d 198.18.0.1 --dport 1 -j DNAT --to-destination 198.18.0.2:2"
                        + " && iptables -w -t mangle -A OUTPUT -d 198.18.0.1 -j DROP";
        SmallCommand.Answer answer = SmallCommand.ask(List.of("unshare", "--net", "--mount", "sh", "-c", steps));
        return answer.succeeded()
                ? Optional.empty()
                : Optional.of("a network namespace with a bridge was refused: %s"
                        .formatted(answer.output().strip().replace('\n', ' ')));
    }

    /**
     * Makes one without hosts. Its number is the first of which there is no network interface: the kernel makes one of a name once, for
     * whichever JVM and working directory asks.
     *
     * @param directory of the cluster
     */
    static ClusterNetwork make(Path directory) {
        Path at = directory.resolve("network");
        try {
            Files.createDirectory(at);
        } catch (IOException e) {
            throw new UncheckedIOException("could not make the network in " + at, e);
        }
        run(SWITCH, at.toString());
        for (int number = 1; number <= NETWORKS; number++) {
            SmallCommand.Answer answer = SmallCommand.ask(words(JOIN, at.toString(), String.valueOf(number)));
            if (answer.succeeded()) {
                return new ClusterNetwork(at, number);
            }
            if (!answer.output().contains("File exists")) {
                throw failed(answer);
            }
        }
        throw SpecException.of(
                "manager",
                "all %s networks of this machine are in use".formatted(NETWORKS),
                "Run fewer tests of failover managers at a time");
    }

    /**
     * A host in it.
     *
     * @param name what its namespace is called
     * @param host the last part of its address, 1 to 253
     * @param port where its server listens
     */
    HostAddress add(String name, int host, int port) {
        run(ADD, directory.toString(), String.valueOf(number), name, String.valueOf(host));
        return new HostAddress(address(host), port, address(0) + "/24", entering(name), () -> {});
    }

    private List<String> entering(String name) {
        return List.of("nsenter", "--net=" + directory.resolve(name), "unshare", "--ipc", "--");
    }

    private String address(int host) {
        return "198.18.%s.%s".formatted(number, host);
    }

    /** Where this JVM listens for the hosts. */
    String addressOfThisJvm() {
        return address(OF_THIS_JVM);
    }

    /**
     * Leads what a host sends to addresses of others somewhere else. The host's programs go on using the addresses.
     *
     * @param name of the host
     * @param rules lines of {@code iptables-restore} for the table {@code nat}
     */
    void lead(String name, List<String> rules) {
        restore(name, name + ".rules", "nat", rules);
    }

    /**
     * Drops the packets that a host exchanges with an address it connects to. What the other one connects to it is let through. Rules of the
     * table {@code mangle} see the address that the host's programs use, before and after it is led somewhere else.
     *
     * @param name of the host
     * @return lets them through again
     */
    Healing drop(String name, String address) {
        dropping("-A", name, address);
        return () -> dropping("-D", name, address);
    }

    private void dropping(String verb, String name, String address) {
        restore(
                name,
                "%s-%s.dropped".formatted(name, address),
                "mangle",
                List.of(
                        "%s OUTPUT -d %s -j DROP".formatted(verb, address),
                        "%s INPUT -s %s -j DROP".formatted(verb, address)));
    }

    /** One at a time: two faults of one path would write the same file. */
    private synchronized void restore(String name, String fileName, String table, List<String> rules) {
        Path file = directory.resolve(fileName);
        try {
            Files.writeString(file, "*%s\n%s\nCOMMIT\n".formatted(table, String.join("\n", rules)));
        } catch (IOException e) {
            throw new UncheckedIOException("could not write " + file, e);
        }
        var words = new ArrayList<>(entering(name));
        words.addAll(List.of("iptables-restore", "-w", "--noflush", file.toString()));
        succeed(words);
    }

    private static void run(String script, String... arguments) {
        succeed(words(script, arguments));
    }

    private static List<String> words(String script, String... arguments) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script, "replicated-postgres-network"));
        words.addAll(List.of(arguments));
        return words;
    }

    private static void succeed(List<String> words) {
        SmallCommand.Answer answer = SmallCommand.ask(words);
        if (!answer.succeeded()) {
            throw failed(answer);
        }
    }

    private static ReplicatedPostgresException failed(SmallCommand.Answer answer) {
        return new ReplicatedPostgresException("the network of the cluster could not be made: %s"
                .formatted(answer.output().strip()));
    }

    /** Gives the number back. The namespaces go with the mounts of the cluster's directory, after a {@code kill -9} too. */
    @Override
    public void close() {
        try {
            SmallCommand.output("ip", "link", "del", "rp" + number);
            Mounts.removeFrom(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove the network in " + directory, e);
        }
    }

    @Override
    public String toString() {
        return "network 198.18.%s.0/24".formatted(number);
    }
}
