/** Bugs that PostgreSQL had: each fails on an old minor version, and passes on the newest of the same major. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.trackrecord;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
