/** A cluster in a terminal, to break and repair by hand. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.console;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
