package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;

/**
 * A logical replication slot, as {@code pg_replication_slots} has it.
 *
 * @param node whose it is
 * @param name its name
 * @param database whose changes it decodes
 * @param plugin what decodes them: {@code test_decoding}, {@code pgoutput}
 * @param confirmedTo how far its reader has confirmed ({@code confirmed_flush_lsn})
 * @param failover whether standbys keep a copy of it; never before PostgreSQL 17
 * @param synced whether it is such a copy; never before PostgreSQL 17
 */
public record LogicalSlot(
        NodeRef node, String name, String database, String plugin, Lsn confirmedTo, boolean failover, boolean synced) {}
