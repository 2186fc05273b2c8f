/** Values that every other package speaks in: positions, timelines, states. They know no server. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
