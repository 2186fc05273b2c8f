/** Chooses where clusters run. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision.runtime;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
