/** The situations a replicated PostgreSQL gets into. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
