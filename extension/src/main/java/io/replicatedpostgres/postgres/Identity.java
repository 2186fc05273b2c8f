package io.replicatedpostgres.postgres;

import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the files of a stopped node, and of every copy of it, say whose they are.
 *
 * @param system where the system identifier stands
 * @param passwords where the passwords stand
 */
public record Identity(SystemIdentifier system, StoredPasswords passwords) {

    /** That of a stopped node. */
    public static Identity of(Host host) {
        return new Identity(SystemIdentifier.of(host), StoredPasswords.of(host));
    }

    /** What makes a copy of its files a node of that cluster: some bytes of some. */
    public List<FileChange> changes(Host copy, OwnIdentity cluster) {
        var changes = new ArrayList<>(system.changes(copy, cluster.system()));
        changes.addAll(passwords.changes(copy, cluster));
        return changes;
    }
}
