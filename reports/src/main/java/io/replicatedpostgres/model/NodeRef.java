package io.replicatedpostgres.model;

import java.util.regex.Pattern;

/**
 * The identity of a node. It never changes, whatever role the node plays.
 *
 * @param name up to 40 lower-case letters, digits, {@code -} and {@code _}, beginning with a letter
 */
public record NodeRef(String name) implements Comparable<NodeRef>, Identified {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

    /** Stands for the clients of a test where a fault of links names a side; no node of a cluster has this name. */
    public static final NodeRef CLIENTS = new NodeRef("clients");

    /** Checks the name. */
    public NodeRef {
        if (!NAME.matcher(Given.value("name", name)).matches()) {
            throw new IllegalArgumentException(
                    "not a node name: '%s'; wanted up to 40 lower-case letters, digits, - and _, a letter first"
                            .formatted(Given.shown(name)));
        }
    }

    /** The name of this node's replication slot: slot names know no {@code -}, so it becomes {@code _}. */
    public String slotName() {
        return name.replace('-', '_');
    }

    @Override
    public NodeRef ref() {
        return this;
    }

    @Override
    public int compareTo(NodeRef other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
