package io.replicatedpostgres.topology;

/** An ability that some faults need and not every host has. A host without it says why: {@link Host#whyNot}. */
public enum Capability {
    /**
     * Commands as the place's root, among them {@code mount} and {@code umount} of a file system below the node's home:
     * small volumes and read-only directories.
     */
    VOLUMES("root, and the right to mount"),
    /** A firewall that can lose packets of this node's server and of nothing else. */
    FIREWALL("root on Linux, and iptables"),
    /** {@code tc … netem} on an interface that carries the traffic of this node and of no other. */
    PACKETS("a network namespace of the node's own, and tc with sch_netem in the kernel"),
    /** A network of the cluster's own, with an address for each node, and the programs of a failover manager. */
    MANAGER("root on Linux with ip, iptables and nsenter, and the programs of a failover manager"),
    /** A disk of the node's own, which holds all of it, can lose its power and can be told to fail: {@link Host#disk()}. */
    DISK("root on Linux, loop devices, and perl"),
    /** A disk of the node's own whose reads and writes the kernel can hold back: {@link OwnDisk#slowDown}. */
    SLOW_DISK("root on Linux, loop devices, perl, and the block I/O controller of cgroup v1");

    private final String words;

    Capability(String words) {
        this.words = words;
    }

    /** What a place must have for it. */
    public String words() {
        return words;
    }
}
