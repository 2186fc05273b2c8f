package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import java.time.Duration;

/**
 * A base backup that is kept beside a node, for a recovery to a target or an incremental rebuild.
 *
 * @param holder the node on whose host it lies
 * @param source the node it was taken from
 * @param name its name there
 * @param beganAt where its WAL begins: no recovery from it can end before it was taken
 * @param took how long it took
 */
public record TakenBackup(Node holder, Node source, String name, Lsn beganAt, Duration took) {

    String directory() {
        return directory(holder.member(), name);
    }

    static String directory(Member holder, String name) {
        return "%s/backups/%s".formatted(holder.host().home(), name);
    }
}
