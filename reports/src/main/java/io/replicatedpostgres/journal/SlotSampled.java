package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.SlotState;

/**
 * The observer looked at a replication slot.
 *
 * @param slot what it saw
 */
public record SlotSampled(SlotState slot) implements Event {}
