/** All knowledge of PostgreSQL, written once over a host. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.postgres;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
