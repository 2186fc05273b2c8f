/** Bounded waiting, with failures that say what was wanted and what was seen. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.await;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
