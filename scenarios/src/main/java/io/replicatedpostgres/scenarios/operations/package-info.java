/** What is done on purpose while clients work: switchovers, restarts, nodes that come and go. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.operations;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
