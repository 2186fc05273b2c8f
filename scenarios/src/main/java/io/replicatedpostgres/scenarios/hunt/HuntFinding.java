package io.replicatedpostgres.scenarios.hunt;

import java.nio.file.Path;

/**
 * A reason for which a schedule failed.
 *
 * @param seed of the first schedule that failed for it
 * @param reason without what differs from run to run
 * @param directory what a maintainer needs to see it again
 */
record HuntFinding(long seed, String reason, Path directory) {}
