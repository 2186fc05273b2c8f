/** Full volumes, failing archives and broken files. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.disk;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
