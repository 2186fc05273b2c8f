/** How this library logs. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.logging;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
