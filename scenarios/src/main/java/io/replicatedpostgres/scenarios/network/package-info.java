/** What replication, and the clients, see of a broken or slow network. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.network;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
