/** What replay and the readers of a standby do to each other. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.conflicts;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
