package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.topology.Healing;

/**
 * Faults of packets below TCP, which no proxy can make. They need a firewall: see {@link FaultKind#needs()}.
 */
public final class PacketFaults {

    private PacketFaults() {}

    /**
     * Loses packets to and from a server at random. TCP sends them again, so that everything takes longer; with all of them
     * lost it gives up in the end, and {@code tcp_user_timeout} and {@code tcp_keepalives_*} say when: a cut that TCP itself
     * notices.
     *
     * <p>It strikes every peer of this server: its standbys, the clients of the test, and the harness itself, whose
     * questions take longer too or fail.
     *
     * @param percent of all packets, 1 to 100
     * @throws SpecException if the percentage is none
     */
    public static Fault loss(Identified node, int percent) {
        Given.value("node", node);
        if (percent < 1 || percent > 100) {
            throw SpecException.of(
                    "loss of %s percent".formatted(percent),
                    "wanted a whole number from 1 to 100",
                    "Write 100 to lose every packet");
        }
        FaultKind kind = FaultKind.PACKETS_LOST;
        String description = "%s %% of %s".formatted(percent, node.ref());
        return new NodeFault(kind, node, description, (patient, scene) -> {
            Fitness.running(kind, patient);
            Healing undo = patient.host().losePackets(percent);
            return new Cure(undo::close, undo::close);
        });
    }
}
