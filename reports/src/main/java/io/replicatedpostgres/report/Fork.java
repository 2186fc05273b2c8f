package io.replicatedpostgres.report;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;

/**
 * A timeline that was opened.
 *
 * @param atNanos when
 * @param node by whose promotion
 * @param timeline the new one
 * @param parent the one it left
 * @param lsn where it left it
 */
record Fork(long atNanos, NodeRef node, Timeline timeline, Timeline parent, Lsn lsn) {}
