/** Clusters with a failover manager: what it promises, and what a test sees of it. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.managers;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
