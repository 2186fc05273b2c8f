/** Logical subscribers, and what becomes of them when the physical side fails over. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.scenarios.logical;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
