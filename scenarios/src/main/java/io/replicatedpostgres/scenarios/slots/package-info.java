/** What replication slots keep, and what is lost without. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.slots;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
