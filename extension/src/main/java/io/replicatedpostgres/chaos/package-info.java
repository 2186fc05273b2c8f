/** Schedules of mischief drawn from a seed, run under load, judged, and shrunk when they break a guarantee. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.chaos;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
