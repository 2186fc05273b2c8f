/** What applications see of a failover: the driver, a pool, a framework. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.clients;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
