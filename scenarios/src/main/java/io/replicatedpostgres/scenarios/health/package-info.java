/** What looks well and is not. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.health;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
