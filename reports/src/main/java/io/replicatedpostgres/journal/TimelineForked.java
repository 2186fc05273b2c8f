package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;

/**
 * A promotion opened a timeline.
 *
 * @param node who was promoted
 * @param timeline the new timeline
 * @param parent the timeline it left
 * @param at where it left it
 */
public record TimelineForked(NodeRef node, Timeline timeline, Timeline parent, Lsn at) implements Event {}
