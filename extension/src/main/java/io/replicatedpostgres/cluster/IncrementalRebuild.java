package io.replicatedpostgres.cluster;

import java.time.Duration;

/**
 * A node that was rebuilt from a kept backup and what changed since. It is not started.
 *
 * @param node which one
 * @param source whose standby it is
 * @param since the backup it began with
 * @param took from the incremental backup to the combined directory
 */
public record IncrementalRebuild(Node node, Node source, TakenBackup since, Duration took) {}
