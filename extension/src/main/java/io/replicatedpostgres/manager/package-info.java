/** Failover managers: what their agents are told, how they are started, and what they say of the cluster. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.manager;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
