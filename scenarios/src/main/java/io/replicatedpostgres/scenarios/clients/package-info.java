/** What applications see of a failover: the driver, a pool, a framework. */
@NullMarked
package io.replicatedpostgres.scenarios.clients;

import org.jspecify.annotations.NullMarked;
