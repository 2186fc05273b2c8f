/** Two nodes that both take writes, and what becomes of the rows. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.splitbrain;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
