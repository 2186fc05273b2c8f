/** Ways to promote, and what gets in the way. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.promotion;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
