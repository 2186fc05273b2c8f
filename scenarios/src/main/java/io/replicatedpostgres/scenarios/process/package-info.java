/** What happens when processes die or stand still. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.process;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
