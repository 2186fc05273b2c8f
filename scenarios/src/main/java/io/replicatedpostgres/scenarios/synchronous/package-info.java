/** What becomes of acknowledged writes, with and without synchronous standbys. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.synchronous;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
