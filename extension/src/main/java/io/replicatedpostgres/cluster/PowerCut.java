package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.OwnDisk;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Cuts the power of the machines of some nodes at one instant: all of them are frozen before the first disk is cut off. */
final class PowerCut {

    private final Map<Node, OwnDisk> disks = new LinkedHashMap<>();

    private PowerCut() {}

    /** Of nodes of this cluster that have disks of their own; whether their servers run does not matter. */
    static PowerCut of(Cluster cluster, List<Node> nodes) {
        var cut = new PowerCut();
        for (Node node : nodes) {
            if (node.cluster() != cluster) {
                throw new ReplicatedPostgresException(
                        "the power of %s cannot be cut: it is a node of another cluster (%s). Name one of this cluster: %s."
                                .formatted(node, node.cluster(), cluster.nodes()));
            }
            cut.disks.put(node, disk(node));
        }
        return cut;
    }

    private static OwnDisk disk(Node node) {
        return host(node)
                .disk()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "the power of %s cannot be cut: it has no disk of its own, and what the kernel holds would survive. Ask for one: @ReplicatedPostgres(disk = \"ext4\"), or disk(Disk.ext4()) of a builder."
                                .formatted(node)));
    }

    private static Host host(Node node) {
        return node.member().host();
    }

    /** Strikes. No server runs afterwards, and what is left on the disks can be read. */
    void strike() {
        Runnable act = this::cut;
        for (Node node : disks.keySet()) {
            Runnable inner = act;
            act = () ->
                    node.verbs().takeDown("cut power", disks.size() == 1 ? "" : "together with " + others(node), inner);
        }
        act.run();
    }

    private String others(Node node) {
        return disks.keySet().stream()
                .filter(other -> other != node)
                .map(Node::name)
                .collect(Collectors.joining(", "));
    }

    private void cut() {
        disks.values().forEach(OwnDisk::freeze);
        var logs = new LinkedHashMap<Node, byte[]>();
        disks.keySet().forEach(node -> logs.put(node, log(node)));
        disks.values().forEach(OwnDisk::cutPower);
        disks.values().forEach(OwnDisk::mountAgain);
        // as a log server keeps it: what was said before the cut is what explains it
        logs.forEach(PowerCut::keepLog);
        disks.keySet().forEach(PowerCut::removeEmptyLockFile);
    }

    /** A server with {@code fsync = off} does not sync it; empty it keeps every later one from starting, and an operator removes it. */
    private static void removeEmptyLockFile(Node node) {
        String file = node.member().server().data().path("postmaster.pid");
        if (host(node).exists(file) && host(node).size(file) == 0) {
            host(node).delete(file);
        }
    }

    private static byte[] log(Node node) {
        String path = logPath(node);
        return host(node).exists(path) ? host(node).read(path) : new byte[0];
    }

    private static void keepLog(Node node, byte[] content) {
        try {
            host(node).write(logPath(node), content);
        } catch (UncheckedIOException e) {
            // the disk is full: what it has of the log is left
        }
    }

    private static String logPath(Node node) {
        return node.member().server().log().path();
    }
}
