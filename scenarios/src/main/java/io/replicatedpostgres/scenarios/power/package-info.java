/** What is left after a power cut. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.power;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
