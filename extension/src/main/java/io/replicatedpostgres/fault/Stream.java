package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Route;

/**
 * One stream of bytes: a link, and which way along it.
 *
 * @param route the link
 * @param flow which way
 */
record Stream(Route route, Flow flow) {}
