package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Healing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Rules of iptables for packets on the loopback interface to and from one port. Each treatment has a chain of its own, named
 * after this JVM: what is left of a JVM that was killed is told by that name, and removed by its reaper or the next start.
 */
final class LoopbackFirewall {

    private static final AtomicLong NUMBER = new AtomicLong();
    private static final AtomicBoolean PROBED = new AtomicBoolean();
    private static final String IPTABLES = "iptables";

    private static volatile Optional<String> whyNot = Optional.empty();

    private LoopbackFirewall() {}

    /** Why this JVM cannot have rules; empty if it can. Asked once, by making a chain that nothing leads to. */
    static synchronized Optional<String> whyNot() {
        if (PROBED.compareAndSet(false, true)) {
            whyNot = probe();
        }
        return whyNot;
    }

    private static Optional<String> probe() {
        if (!SmallCommand.exists(IPTABLES)) {
            return Optional.of("there is no iptables on this machine");
        }
        String chain = "rp-probe-" + Long.toString(ProcessHandle.current().pid(), 36);
        boolean works = run("-N", chain) && run(words("-A", chain, losing(50)));
        remove(chain);
        return works
                ? Optional.empty()
                : Optional.of("this JVM may not change the firewall, or its kernel cannot drop packets at random");
    }

    /**
     * Loses packets of a port.
     *
     * @param jvm what chains of this JVM are named after
     */
    static Healing lose(String jvm, int port, int percent) {
        String chain = chainsOf(jvm) + NUMBER.incrementAndGet();
        Healing undo = () -> removeWithJumps(chain);
        return undo.unlessThrows(() -> {
            require("-N", chain);
            require(words("-A", chain, losing(percent)));
            require("-I", "INPUT", "-i", "lo", "-p", "tcp", "--dport", "" + port, "-j", chain);
            require("-I", "INPUT", "-i", "lo", "-p", "tcp", "--sport", "" + port, "-j", chain);
        });
    }

    /** How the names of all chains of a JVM begin. */
    static String chainsOf(String jvm) {
        return "rp-" + jvm + "-";
    }

    /** Removes what a JVM has left. */
    static void removeAllOf(String jvm) {
        for (String chain : chains(chainsOf(jvm))) {
            removeWithJumps(chain);
        }
    }

    private static List<String> chains(String prefix) {
        return SmallCommand.output(IPTABLES, "-w", "-S")
                .orElse("")
                .lines()
                .filter(line -> line.startsWith("-N " + prefix))
                .map(line -> line.substring("-N ".length()).strip())
                .toList();
    }

    private static void removeWithJumps(String chain) {
        SmallCommand.output(IPTABLES, "-w", "-S", "INPUT")
                .orElse("")
                .lines()
                .filter(line -> line.endsWith(" -j " + chain))
                .map(line -> line.replaceFirst("^-A", "-D").split(" "))
                .forEach(LoopbackFirewall::run);
        remove(chain);
        if (chains(chain).contains(chain)) {
            throw new ReplicatedPostgresException(
                    "the chain %s of iptables could not be removed. Remove it by hand: iptables -S | grep %s"
                            .formatted(chain, chain));
        }
    }

    private static void remove(String chain) {
        run("-F", chain);
        run("-X", chain);
    }

    private static List<String> losing(int percent) {
        return percent >= 100
                ? List.of("-j", "DROP")
                : List.of(
                        "-m",
                        "statistic",
                        "--mode",
                        "random",
                        "--probability",
                        String.valueOf(percent / 100.0),
                        "-j",
                        "DROP");
    }

    private static String[] words(String action, String chain, List<String> rule) {
        var words = new ArrayList<>(List.of(action, chain));
        words.addAll(rule);
        return words.toArray(String[]::new);
    }

    private static void require(String... words) {
        if (!run(words)) {
            throw new ReplicatedPostgresException("iptables refused: " + String.join(" ", words));
        }
    }

    /** It waits while another process changes the rules. */
    private static boolean run(String... words) {
        var command = new ArrayList<>(List.of(IPTABLES, "-w"));
        command.addAll(List.of(words));
        return SmallCommand.output(command.toArray(String[]::new)).isPresent();
    }
}
